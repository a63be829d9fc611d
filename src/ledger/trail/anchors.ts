/** An entry's place and half of its link: kept elsewhere, it shows later that the trail still holds that entry. */
export interface Anchor {
  readonly chain: number;
  readonly seq: number;
  /** The first sixteen bytes of the link, base64url. */
  readonly link: string;
}

const KEPT_BYTES = 16;
const ANCHOR = /(?<![\w.-])(\d{1,6})\.(\d{1,15})\.([\w-]{22})(?![\w-])/g;

/** `0.1234.Yi3…`: as log lines and exports carry it. */
export function anchorOf(chain: number, seq: number, link: Uint8Array): string {
  return `${chain}.${seq}.${shorten(link)}`;
}

/** What an anchor keeps of a link. */
export function shorten(link: Uint8Array): string {
  return Buffer.from(link).subarray(0, KEPT_BYTES).toString('base64url');
}

/** Every anchor in a text, such as the lines of a log. */
export function findAnchors(text: string): readonly Anchor[] {
  return Array.from(text.matchAll(ANCHOR), ([, chain, seq, link = '']) => {
    return { chain: Number(chain), seq: Number(seq), link };
  });
}
