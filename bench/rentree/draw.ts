import type { Diary } from './diary.ts';
import { quantile } from '../statistics.ts';

const WIDTH = 1000;
const PLOT = { left: 60, right: 980 } as const;
const RATE = { top: 60, bottom: 250 } as const;
const WAIT = { top: 310, bottom: 470 } as const;
const HEIGHT = 510;
/** How many columns the run is cut into at most. */
const COLUMNS = 230;

interface Slice {
  readonly rate: number;
  readonly median: number;
  readonly slow: number;
}

/** The run as a picture: cycles a second above, how long people took below, troubles as bands across both. */
export function drawRun({ done, troubles }: Diary, title: string): string {
  const ends = [...done.map(({ at }) => at), ...troubles.map(({ to }) => to)];
  const seconds = ends.reduce((last, each) => Math.max(last, each), 1);
  const step = Math.max(1, Math.ceil(seconds / COLUMNS));
  const slices = cut(done, step);
  const x = (second: number): number => PLOT.left + (second / seconds) * (PLOT.right - PLOT.left);
  const most = Math.max(...slices.map(({ rate }) => rate));
  const longest = Math.max(...slices.map(({ slow }) => slow), 1);
  const rateY = scale(RATE, most);
  const waitY = scale(WAIT, longest);
  const line = (of: (slice: Slice) => number, y: (value: number) => number): string =>
    slices.map((slice, index) => `${x((index + 0.5) * step).toFixed(1)},${y(of(slice)).toFixed(1)}`).join(' ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#222">`,
    `<title>${title}</title><rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${PLOT.left}" y="22" font-size="15" font-weight="bold">${title}</text>`,
    ...troubles.map((trouble, index) => band(trouble, { x, index })),
    ...axis(RATE, most, 'cycles a second'),
    `<polyline points="${line(({ rate }) => rate, rateY)}" fill="none" stroke="#2347c9" stroke-width="1.6"/>`,
    ...axis(WAIT, longest, 'seconds from the request to the accepted password: median, 99th percentile'),
    `<polyline points="${line(({ slow }) => slow, waitY)}" fill="none" stroke="#c28a22" stroke-width="1.4"/>`,
    `<polyline points="${line(({ median }) => median, waitY)}" fill="none" stroke="#11693f" stroke-width="1.6"/>`,
    ...minutes(seconds, x),
    '</svg>\n',
  ].join('\n');
}

function cut(done: Diary['done'], step: number): readonly Slice[] {
  const slices = Map.groupBy(done, ({ at }) => Math.floor(at / step));
  const last = [...slices.keys()].reduce((most, each) => Math.max(most, each), 0);
  return Array.from({ length: last + 1 }, (_, index) => {
    const took = (slices.get(index) ?? []).map((each) => each.took);
    if (took.length === 0) return { rate: 0, median: 0, slow: 0 };
    return { rate: took.length / step, median: quantile(took, 0.5), slow: quantile(took, 0.99) };
  });
}

type Rows = { readonly top: number; readonly bottom: number };

function scale({ top, bottom }: Rows, most: number): (value: number) => number {
  return (value) => bottom - (value / most) * (bottom - top);
}

function axis(rows: Rows, most: number, label: string): readonly string[] {
  const y = scale(rows, most);
  const marks = [0, most / 2, most].map((value) => {
    const at = y(value).toFixed(1);
    const text = value >= 10 ? value.toFixed(0) : value.toFixed(1);
    return `<line x1="${PLOT.left}" x2="${PLOT.right}" y1="${at}" y2="${at}" stroke="#dbe1ee"/><text x="${PLOT.left - 8}" y="${at}" text-anchor="end" dominant-baseline="middle">${text}</text>`;
  });
  return [`<text x="${PLOT.left}" y="${rows.top - 10}" fill="#4d5876">${label}</text>`, ...marks];
}

function band(
  { what, from, to }: Diary['troubles'][number],
  { x, index }: { readonly x: (second: number) => number; readonly index: number },
): string {
  const left = x(from);
  const width = Math.max(1.5, x(to) - left);
  const y = 42 + (index % 2) * 11;
  return `<rect x="${left.toFixed(1)}" y="${RATE.top}" width="${width.toFixed(1)}" height="${WAIT.bottom - RATE.top}" fill="#ab1d2c" opacity="0.13"/><text x="${left.toFixed(1)}" y="${y - 6}" font-size="8.5" fill="#ab1d2c">${what}</text>`;
}

function minutes(seconds: number, x: (second: number) => number): readonly string[] {
  const every = Math.max(1, Math.ceil(seconds / 60 / 12));
  const count = Math.floor(seconds / 60 / every);
  return Array.from({ length: count + 1 }, (_, index) => {
    const minute = index * every;
    return `<text x="${x(minute * 60).toFixed(1)}" y="${WAIT.bottom + 20}" text-anchor="middle">${minute} min</text>`;
  });
}
