/**
 * What a mail says, all its text parts one after the other: enough MIME (RFC 2045, 2046) for the mails of the products
 * measured here, and little work for the processor that the bed runs on.
 */
export function textOfMail(raw: string): string {
  const cut = raw.search(/\r?\n\r?\n/);
  const head = raw.slice(0, cut).replaceAll(/\r?\n[ \t]+/g, ' ');
  const body = raw.slice(cut).replace(/^\r?\n\r?\n/, '');
  const boundary = /^content-type:\s*multipart\/[^\r\n]*boundary="?([^";\s]+)/im.exec(head)?.[1];
  if (boundary !== undefined) {
    const parts = body.split(`--${boundary}`).slice(1, -1);
    return parts.map((part) => textOfMail(part.replace(/^\r?\n/, ''))).join('\n');
  }
  if (/^content-type:\s*(?!\s|text\/)/im.test(head)) return '';
  return decoded(body, /^content-transfer-encoding:\s*(\S+)/im.exec(head)?.[1]?.toLowerCase());
}

function decoded(body: string, encoding: string | undefined): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding !== 'quoted-printable') return body;
  const bytes = body
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
