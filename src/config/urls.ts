import { isLoopback } from './networks.ts';
import { type Reading, fault, ok } from './reading.ts';

/** What every URL of the settings must be, whatever it leads to. Faults never repeat it: it may hold a password. */
function readUrl(text: string, schemes: readonly string[]): Reading<URL> {
  const written = `${schemes.join(' or ')}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || /[\s\\]/.test(text)) return fault(`is no URL; write one that starts with ${written}`);
  if (!schemes.some((scheme) => text.toLowerCase().startsWith(scheme))) return fault(`must start with ${written}`);
  if (url.hostname === '') return fault('has no host; write one after the two slashes');
  if (url.username !== '' || url.password !== '') return fault('must not carry a user or a password; take them out');
  if (text.includes('#')) return fault('must not have a part after a #; take it out');
  return ok(url);
}

/** An https:// URL; http:// on a loopback host alone, where nobody listens in. */
export function readWebUrl(text: string): Reading<URL> {
  const read = readUrl(text, ['https://', 'http://']);
  if (read.kind === 'fault' || read.value.protocol === 'https:' || isLoopback(read.value.hostname)) return read;
  return fault('must be https://; http:// is allowed on a loopback host alone, such as http://127.0.0.1:8080/');
}

/** The start of every mailed link; the slash at its end may be left out. */
export function readPublicUrl(text: string): Reading<URL> {
  const read = readWebUrl(text);
  if (read.kind === 'fault') return read;
  if (text.includes('?')) return fault('must not have a part after a ?; take it out');
  const url = new URL(read.value);
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return ok(url);
}

/** `ldaps://host:port` or `ldap://host:port`, without a path: the base stands in a setting of its own. */
export function readLdapUrl(text: string): Reading<string> {
  const read = readUrl(text, ['ldaps://', 'ldap://']);
  if (read.kind === 'fault') return read;
  const { protocol, host, pathname, search } = read.value;
  if (search !== '' || text.includes('?') || !['', '/'].includes(pathname)) {
    return fault('must be a server alone; take out what follows the host, the base has a setting of its own');
  }
  return ok(`${protocol}//${host}`);
}
