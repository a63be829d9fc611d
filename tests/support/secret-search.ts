/** Bytes to search, under the name that a find is reported by. */
export type Haystacks = ReadonlyMap<string, Buffer>;

type Encoding = 'base64' | 'base64url';

/** From this length on, half of a secret tells it as well: a mail breaks a long line within a token (RFC 2045, 6.7). */
const LONG = 40;

/**
 * The ways in which a secret could be written down by mistake. In base64 the same text looks different at each of three
 * places in a longer one; what its neighbours decide is left off at both ends.
 */
export function formsOf(secret: string): ReadonlyMap<string, Buffer> {
  const bytes = Buffer.from(secret);
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const texts: Record<string, string> = {
    plain: secret,
    hex: bytes.toString('hex'),
    HEX: bytes.toString('hex').toUpperCase(),
    'URL-encoded': encodeURIComponent(secret),
    'URL-encoded in full': percent,
    'URL-encoded in FULL': percent.toUpperCase(),
  };
  for (const encoding of ['base64', 'base64url'] as const) {
    for (const place of [0, 1, 2]) texts[`${encoding} at ${place}`] = encodedAt(bytes, place, encoding);
  }
  if (secret.length >= LONG) {
    const middle = Math.ceil(secret.length / 2);
    Object.assign(texts, { 'first half': secret.slice(0, middle), 'second half': secret.slice(middle) });
  }
  const forms = new Map(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]));
  return forms.set('UTF-16LE', Buffer.from(secret, 'utf16le')).set('UTF-16BE', Buffer.from(secret, 'utf16le').swap16());
}

function encodedAt(bytes: Buffer, place: number, encoding: Encoding): string {
  const whole = bytes.subarray(0, bytes.length - ((bytes.length + place) % 3));
  const encoded = Buffer.concat([Buffer.alloc(place), whole]).toString(encoding);
  // The first character or two hold bits of what stands before.
  return encoded.slice([0, 2, 3][place]);
}

/** Where which secret is to be found, in which form. @param secrets by the name that a find is reported by */
export function findSecrets(haystacks: Haystacks, secrets: Readonly<Record<string, string>>): readonly string[] {
  const forms = Object.entries(secrets).map(([name, secret]) => [name, formsOf(secret)] as const);
  return [...haystacks].flatMap(([place, bytes]) =>
    forms.flatMap(([name, all]) =>
      [...all].filter(([, form]) => bytes.includes(form)).map(([form]) => `${name}, ${form}, in ${place}`),
    ),
  );
}
