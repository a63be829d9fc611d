import type { Frame } from './read-profile.ts';

const WIDTH = 1200;
const ROW = 17;
/** Narrower frames are left out, in pixels. */
const NARROWEST = 1.2;
/** Width of a letter, about. */
const LETTER = 6.1;

interface Box {
  readonly frame: Frame;
  readonly x: number;
  readonly depth: number;
  readonly width: number;
}

/** A flame graph: each frame as wide as the time spent in it and below it, callers under their callees. */
export function flameGraph(root: Frame, title: string): string {
  const boxes = [...layOut(root)];
  const deepest = Math.max(...boxes.map(({ depth }) => depth));
  const height = (deepest + 3) * ROW;
  const drawn = boxes.map((box) => draw(box, { total: root.totalUs, height }));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="11">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="6" y="13" font-weight="bold" fill="#222">${escape(title)}</text>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

function* layOut(root: Frame): Generator<Box> {
  const scale = WIDTH / root.totalUs;
  yield* below(merged([root]), 0, 0);

  function* below(frames: readonly Frame[], from: number, depth: number): Generator<Box> {
    let x = from;
    for (const frame of frames) {
      const width = frame.totalUs * scale;
      if (width >= NARROWEST) {
        yield { frame, x, depth, width };
        yield* below(merged(frame.children), x, depth + 1);
      }
      x += width;
    }
  }
}

/** Frames of one name and owner put together, widest first. */
function merged(frames: readonly Frame[]): readonly Frame[] {
  const groups = Map.groupBy(frames, ({ name, owner }) => `${owner}\n${name}`);
  const sum = (same: readonly Frame[], of: (frame: Frame) => number): number =>
    same.reduce((total, frame) => total + of(frame), 0);
  return [...groups.values()]
    .flatMap((same) => {
      const [first] = same;
      if (first === undefined) return [];
      const selfUs = sum(same, (frame) => frame.selfUs);
      const totalUs = sum(same, (frame) => frame.totalUs);
      return [{ ...first, selfUs, totalUs, children: same.flatMap(({ children }) => children) }];
    })
    .sort((one, other) => other.totalUs - one.totalUs);
}

function draw({ frame, x, depth, width }: Box, { total, height }: { total: number; height: number }): string {
  const y = height - (depth + 1) * ROW;
  const share = ((100 * frame.totalUs) / total).toFixed(1);
  const letters = Math.floor((width - 4) / LETTER);
  const label = letters < 3 ? '' : frame.name.slice(0, letters);
  const text = label === '' ? '' : `<text x="${(x + 2).toFixed(1)}" y="${y + 12}" fill="#222">${escape(label)}</text>`;
  const tip = `<title>${escape(`${frame.name} — ${frame.owner}, ${share} %`)}</title>`;
  const box = `<rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(0.5, width - 0.5).toFixed(1)}" height="${ROW - 1}" fill="${colourOf(frame.owner)}"/>`;
  return `<g>${tip}${box}${text}</g>`;
}

/** Ours warm, libraries blue, Node green, the machine grey. */
function colourOf(owner: string): string {
  const hue = Array.from(owner).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7);
  if (owner.startsWith('src/')) return `hsl(${20 + (hue % 35)} 85% 68%)`;
  if (owner.startsWith('node:')) return `hsl(${95 + (hue % 40)} 45% 75%)`;
  if (owner === 'native') return '#cfd8c6';
  return owner.startsWith('(') ? '#ccc' : `hsl(${195 + (hue % 45)} 55% 78%)`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
