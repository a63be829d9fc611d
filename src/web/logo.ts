/** What a picture's edges measure, in any unit: their proportion keeps its place while it is being fetched. */
export interface Proportion {
  readonly width: number;
  readonly height: number;
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Where the header tells the width; the height follows (PNG 3, 11.2.1). */
const PNG_WIDTH_AT = 16;
const ROOT = /<svg\b[^>]*>/i;

/** The name a logo is served under: PNG by its signature, SVG otherwise. @see https://www.w3.org/TR/png-3/#5PNG-file-signature */
export function logoName(logo: Uint8Array): 'logo.png' | 'logo.svg' {
  return PNG.equals(logo.subarray(0, PNG.length)) ? 'logo.png' : 'logo.svg';
}

/** Whether browsers will show it. */
export function isPicture(logo: Uint8Array): boolean {
  return logoName(logo) === 'logo.png' || ROOT.test(Buffer.from(logo).toString());
}

/** Of an SVG or a PNG; undefined when it does not tell. @see https://www.w3.org/TR/SVG2/coords.html#ViewBoxAttribute */
export function proportionOf(logo: Uint8Array): Proportion | undefined {
  const bytes = Buffer.from(logo);
  const [width = 0, height = 0] = logoName(logo) === 'logo.png' ? edgesOfPng(bytes) : edgesOfSvg(bytes.toString());
  return width > 0 && height > 0 ? { width, height } : undefined;
}

function edgesOfPng(bytes: Buffer): readonly number[] {
  if (bytes.length < PNG_WIDTH_AT + 8) return [];
  return [bytes.readUInt32BE(PNG_WIDTH_AT), bytes.readUInt32BE(PNG_WIDTH_AT + 4)];
}

function edgesOfSvg(text: string): readonly number[] {
  const [root = ''] = ROOT.exec(text) ?? [];
  const [, , width, height] =
    /\bviewBox\s*=\s*["']\s*([^"']*)/
      .exec(root)?.[1]
      ?.trim()
      .split(/[\s,]+/) ?? [];
  if (width !== undefined && height !== undefined) return [Number(width), Number(height)];
  // A length in per cent is one of the page, and tells nothing.
  const edge = (name: string): number =>
    Number(new RegExp(`\\s${name}\\s*=\\s*["']\\s*([\\d.]+)(?:[a-z]*)\\s*["']`).exec(root)?.[1] ?? 0);
  return [edge('width'), edge('height')];
}
