import type { IncomingMessage } from 'node:http';

/**
 * Whether a request names its host as it must: once, or not at all in HTTP/1.0. Nothing here goes by the host, but a proxy
 * in front may: two of them are two readings of one request.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 */
export function hasOneHost({ rawHeaders, httpVersion }: Pick<IncomingMessage, 'rawHeaders' | 'httpVersion'>): boolean {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  return hosts === 1 || (hosts === 0 && httpVersion === '1.0');
}
