import { Resolver } from 'node:dns/promises';
import { codeOf, messageOf } from '../../platform/errors.ts';

/** What a question for text records came to. A name that is not there, and one without text, are `none` alike. */
export type TextAnswer =
  | { readonly kind: 'found'; readonly records: readonly string[] }
  | { readonly kind: 'none' }
  /** Nobody answered, or not to the question; says nothing about the name. */
  | { readonly kind: 'unasked'; readonly detail: string };

/** What a question for addresses or names came to; what is not there, and what nobody answers, are told apart. */
export type NamesAnswer =
  { readonly kind: 'found'; readonly names: readonly string[] } | { readonly kind: 'unasked'; readonly detail: string };

export interface Dns {
  /** Text records of a name, each with its pieces joined (RFC 7208, 3.3; RFC 6376, 3.6.2.2). Never rejects. */
  text(name: string): Promise<TextAnswer>;
  /** IPv4 and IPv6 addresses of a name; none when it has none. Never rejects. */
  addresses(name: string): Promise<NamesAnswer>;
  /** Hosts that take mail for a name, the preferred one first; none when it has none. Never rejects. */
  exchangers(name: string): Promise<NamesAnswer>;
  /** Names that an address has; none when it has none. Never rejects. */
  hostsAt(address: string): Promise<NamesAnswer>;
}

export interface DnsOptions {
  /** `192.0.2.53` or `192.0.2.53:5353`; those of the machine when there are none. */
  readonly servers: readonly string[];
  readonly signal: AbortSignal;
}

/** For one try, in milliseconds; the second try waits longer. */
const TRY_MS = 2000;
const TRIES = 2;
const NOTHING: readonly unknown[] = ['ENODATA', 'ENOTFOUND'];

export function openDns({ servers, signal }: DnsOptions): Dns {
  const resolver = new Resolver({ timeout: TRY_MS, tries: TRIES });
  if (servers.length > 0) resolver.setServers(servers);
  signal.addEventListener('abort', () => resolver.cancel(), { once: true });
  async function ask<T>(question: () => Promise<readonly T[]>): Promise<Asked<T>> {
    if (signal.aborted) return { kind: 'unasked', detail: 'given up' };
    try {
      return { kind: 'found', records: await question() };
    } catch (thrown) {
      return NOTHING.includes(codeOf(thrown)) ? { kind: 'none' } : { kind: 'unasked', detail: messageOf(thrown) };
    }
  }
  return {
    async text(name) {
      const asked = await ask(() => resolver.resolveTxt(name));
      return asked.kind === 'found'
        ? { kind: 'found', records: asked.records.map((pieces) => pieces.join('')) }
        : asked;
    },
    async addresses(name) {
      const [ipv4, ipv6] = [await ask(() => resolver.resolve4(name)), await ask(() => resolver.resolve6(name))];
      if (ipv4.kind === 'unasked') return ipv4;
      return ipv6.kind === 'unasked' ? ipv6 : { kind: 'found', names: [...recordsOf(ipv4), ...recordsOf(ipv6)] };
    },
    async exchangers(name) {
      const asked = await ask(() => resolver.resolveMx(name));
      if (asked.kind === 'unasked') return asked;
      const hosts = recordsOf(asked).toSorted((one, other) => one.priority - other.priority);
      return { kind: 'found', names: hosts.map(({ exchange }) => exchange) };
    },
    async hostsAt(address) {
      const asked = await ask(() => resolver.reverse(address));
      return asked.kind === 'unasked' ? asked : { kind: 'found', names: recordsOf(asked) };
    },
  };
}

type Asked<T> =
  | { readonly kind: 'found'; readonly records: readonly T[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'unasked'; readonly detail: string };

function recordsOf<T>(asked: Exclude<Asked<T>, { readonly kind: 'unasked' }>): readonly T[] {
  return asked.kind === 'found' ? asked.records : [];
}

/** The longest piece of a text record (RFC 1035, 3.3). */
const PIECE = 255;

/** A text record as a zone file has it. */
export function zoneLine(name: string, text: string): string {
  const pieces = text.match(new RegExp(`.{1,${PIECE}}`, 'g')) ?? [''];
  const quoted = pieces.map((piece) => `"${piece}"`).join(' ');
  return `${name}. IN TXT ${pieces.length === 1 ? quoted : `( ${quoted} )`}`;
}

/** `tag=value; tag=value`, as DKIM and DMARC write it (RFC 6376, 3.2); names in small letters. */
export function readTags(record: string): ReadonlyMap<string, string> {
  const pairs = record.split(';').flatMap((part): [string, string][] => {
    const [, name, value = ''] = /^\s*([a-z][a-z\d_]*)\s*=(.*)$/is.exec(part) ?? [];
    return name === undefined ? [] : [[name.toLowerCase(), value.trim()]];
  });
  return new Map(pairs);
}
