/** What an application can hold; anything else is refused on the form, before anything is changed. */
export interface Capacity {
  /** In bytes of UTF-8: 72 for bcrypt. */
  readonly bytes?: number;
  /** In characters (code points). */
  readonly characters?: number;
  /** What lies beyond it is mangled or refused there. */
  readonly charset?: Charset;
}

/** `ascii`: what every keyboard types, U+0020 to U+007E. `latin1`: that, and U+00A0 to U+00FF (ISO 8859-1). */
export const CHARSETS = ['ascii', 'latin1'] as const;
export type Charset = (typeof CHARSETS)[number];

/** Why a password does not fit. */
export type Misfit =
  | { readonly limit: 'bytes' | 'characters'; readonly most: number }
  | { readonly limit: 'charset'; readonly charset: Charset };

const BEYOND: Readonly<Record<Charset, RegExp>> = {
  ascii: /[^\x20-\x7e]/u,
  latin1: /[^\x20-\x7e\xa0-\xff]/u,
};

/** The first reason for which this password cannot be held; undefined when it can. Pure. */
export function misfitOf(password: string, { bytes, characters, charset }: Capacity): Misfit | undefined {
  if (charset !== undefined && BEYOND[charset].test(password)) return { limit: 'charset', charset };
  if (characters !== undefined && Array.from(password).length > characters) {
    return { limit: 'characters', most: characters };
  }
  return bytes !== undefined && Buffer.byteLength(password) > bytes ? { limit: 'bytes', most: bytes } : undefined;
}
