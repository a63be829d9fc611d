/** Red, green and blue, from 0 to 255. */
type Rgb = readonly [red: number, green: number, blue: number];

/** `#rrggbb`. */
export type Colour = string;

export const WHITE: Colour = '#ffffff';
export const BLACK: Colour = '#000000';

const WRITTEN = /^#[0-9a-f]{6}$/i;

export function isColour(text: string): boolean {
  return WRITTEN.test(text);
}

function read(colour: Colour): Rgb {
  const at = (place: number): number => Number.parseInt(colour.slice(place, place + 2), 16);
  return [at(1), at(3), at(5)];
}

function write(rgb: Rgb): Colour {
  return `#${rgb.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}

/** @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminanceOf(colour: Colour): number {
  const [red, green, blue] = read(colour).map((value) => {
    const share = value / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** From 1, none, to 21. @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrastOf(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminanceOf(one), luminanceOf(other)].sort((first, second) => first - second);
  return (light + 0.05) / (dark + 0.05);
}

/** To one place, never more than it is: `4.4`. */
export function tellContrast(one: Colour, other: Colour): string {
  return (Math.floor(contrastOf(one, other) * 10) / 10).toFixed(1);
}

/** So much of the second in the first: 0 is the first, 1 the second. */
export function mix(first: Colour, second: Colour, share: number): Colour {
  const [from, to] = [read(first), read(second)];
  return write(from.map((value, index) => value + ((to[index] ?? 0) - value) * share) as unknown as Rgb);
}

const STEPS = 50;

/** A colour taken towards another, from `least` on, as far as it needs to be read on every one of these. */
export function readableOn(
  colour: Colour,
  grounds: readonly Colour[],
  { towards, contrast, least = 0 }: { readonly towards: Colour; readonly contrast: number; readonly least?: number },
): Colour {
  for (let step = Math.round(least * STEPS); step < STEPS; step += 1) {
    const tried = mix(colour, towards, step / STEPS);
    if (grounds.every((ground) => contrastOf(tried, ground) >= contrast)) return tried;
  }
  return towards;
}
