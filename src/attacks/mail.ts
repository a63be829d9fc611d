/** A mail as it came. */
export interface Mail {
  /** To whom it was handed over: of the envelope where that is known, else of its header. */
  readonly recipients: readonly string[];
  /** The whole message. */
  readonly raw: string;
}

/** The values of a header, in order; folded lines are joined (RFC 5322, 2.2.3). */
export function headerOf({ raw }: Mail, name: string): readonly string[] {
  const [head = ''] = raw.split(/\r?\n\r?\n/, 1);
  const lines = head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  return lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return line.slice(0, colon).toLowerCase() === name.toLowerCase() ? [line.slice(colon + 1).trim()] : [];
  });
}

/** The lines of the text part, decoded. */
function linesOf({ raw }: Mail): readonly string[] {
  const [, part = raw] = /(?:^|\n)content-type: text\/plain\b(.*)$/is.exec(raw) ?? [];
  const encoding = /content-transfer-encoding: *([\w-]+)/i.exec(part)?.[1]?.toLowerCase();
  const [, body = ''] = /\r?\n\r?\n(.*)$/s.exec(untilDelimiter(part, raw)) ?? [];
  const text = encoding === 'base64' ? Buffer.from(body, 'base64').toString('utf8') : unquoted(body, encoding);
  return text.split(/\r?\n/);
}

/** Up to a line that begins with a boundary that the mail has announced: others begin with hyphens, too (RFC 2046, 5.1.1). */
function untilDelimiter(part: string, raw: string): string {
  const boundaries = Array.from(raw.matchAll(/boundary="?([^"\s;]+)/gi), ([, boundary = '']) => boundary);
  const ends = boundaries.map((boundary) => part.indexOf(`\n--${boundary}`)).filter((end) => end >= 0);
  return part.slice(0, Math.min(part.length, ...ends)).replace(/\r$/, '');
}

/** @see https://www.rfc-editor.org/rfc/rfc2045#section-6.7 */
function unquoted(body: string, encoding: string | undefined): string {
  if (encoding !== 'quoted-printable') return body;
  const bytes = body.replaceAll(/=\r?\n/g, '').replaceAll(/=([\dA-F]{2})/g, (_whole, hex: string) => {
    return String.fromCharCode(Number.parseInt(hex, 16));
  });
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** The code that the text part holds, alone on its line. */
export function codeIn(mail: Mail): string | undefined {
  return linesOf(mail)
    .map((line) => line.trim())
    .find((line) => /^[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(line));
}

/** Every address of a page that the text part holds, alone on its line. */
export function linksIn(mail: Mail): readonly string[] {
  return linesOf(mail)
    .map((line) => line.trim())
    .filter((line) => /^https?:\/\/\S+$/.test(line));
}
