import { Resolver } from 'node:dns/promises';
import { codeOf, messageOf } from '../../platform/errors.ts';

/** What a question for text records came to. A name that is not there, and one without text, are `none` alike. */
export type TextAnswer =
  | { readonly kind: 'found'; readonly records: readonly string[] }
  | { readonly kind: 'none' }
  /** Nobody answered, or not to the question; says nothing about the name. */
  | { readonly kind: 'unasked'; readonly detail: string };

export interface Dns {
  /** Text records of a name, each with its pieces joined (RFC 7208, 3.3; RFC 6376, 3.6.2.2). Never rejects. */
  text(name: string): Promise<TextAnswer>;
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
  return {
    async text(name) {
      if (signal.aborted) return { kind: 'unasked', detail: 'given up' };
      try {
        const records = await resolver.resolveTxt(name);
        return { kind: 'found', records: records.map((pieces) => pieces.join('')) };
      } catch (thrown) {
        const code = codeOf(thrown);
        return NOTHING.includes(code) ? { kind: 'none' } : { kind: 'unasked', detail: messageOf(thrown) };
      }
    },
  };
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
