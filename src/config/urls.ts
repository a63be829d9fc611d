import { isLoopback } from './networks.ts';
import { type Reading, fault, ok } from './reading.ts';

/** A URL and all that speaks against it; undefined for what is none. */
interface ReadUrl {
  readonly url: URL;
  readonly faults: readonly string[];
}

/** What every URL of the settings must be, whatever it leads to. Faults never repeat it: it may hold a password. */
function readUrl(text: string, schemes: readonly string[]): ReadUrl | undefined {
  if (!URL.canParse(text) || /[\s\\]/.test(text)) return undefined;
  const url = new URL(text);
  const hasScheme = schemes.some((scheme) => text.toLowerCase().startsWith(scheme));
  return {
    url,
    faults: [
      ...(hasScheme ? [] : [`must start with ${schemes.join(' or ')}`]),
      ...(url.hostname === '' ? ['has no host; write one after the two slashes'] : []),
      ...(url.username + url.password === '' ? [] : ['must not carry a user or a password; take them out']),
      ...(text.includes('#') ? ['must not have a part after a #; take it out'] : []),
    ],
  };
}

function settle<T>(faults: readonly string[], value: T): Reading<T> {
  return faults.length === 0 ? ok(value) : fault(faults.join('; it '));
}

const WEB = ['https://', 'http://'];
const NO_WEB_URL = 'is no URL; write one that starts with https://';

function readWeb(text: string): ReadUrl | undefined {
  const read = readUrl(text, WEB);
  if (read?.url.protocol !== 'http:' || isLoopback(read.url.hostname)) return read;
  const plain = 'must be https://; http:// is allowed on a loopback host alone, such as http://127.0.0.1:8080/';
  return { url: read.url, faults: [plain, ...read.faults] };
}

/** An https:// URL; http:// on a loopback host alone, where nobody listens in. */
export function readWebUrl(text: string): Reading<URL> {
  const read = readWeb(text);
  return read === undefined ? fault(NO_WEB_URL) : settle(read.faults, read.url);
}

/** The start of every mailed link; the slash at its end may be left out. */
export function readPublicUrl(text: string): Reading<URL> {
  const read = readWeb(text);
  if (read === undefined) return fault(NO_WEB_URL);
  const query = text.split('#', 1)[0]?.includes('?') ? ['must not have a part after a ?; take it out'] : [];
  const url = new URL(read.url);
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return settle([...read.faults, ...query], url);
}

/** `ldaps://host:port` or `ldap://host:port`, without a path: the base stands in a setting of its own. */
export function readLdapUrl(text: string): Reading<string> {
  const read = readUrl(text, ['ldaps://', 'ldap://']);
  if (read === undefined) return fault('is no URL; write one such as ldaps://ldap.univ.example');
  const { protocol, host, pathname } = read.url;
  const isServer = ['', '/'].includes(pathname) && !text.includes('?');
  const more = isServer
    ? []
    : ['must be a server alone; take out what follows the host, the base has a setting of its own'];
  return settle([...read.faults, ...more], `${protocol}//${host}`);
}
