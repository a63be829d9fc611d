import { type Entry, EqualityFilter, type Filter, PresenceFilter, type SearchOptions } from 'ldapts';
import type { CheckLine } from '../directory.ts';
import type { LdapDirectorySettings } from '../../config/settings.ts';
import type { LdapConnection } from './connection.ts';
import { longestSuffix } from './dn.ts';
import { describeFault, resultCodeOf } from './faults.ts';
import { holds } from './filters.ts';
import { isUnreachable, type Servers } from './servers.ts';
import { valuesOf } from './values.ts';

/** Nobody's address (RFC 2606), and nobody's id: what counts is how long it takes not to find them. */
const NOBODY = 'jeton-check@jeton.invalid';
const NO_ID = '00000000-0000-4000-8000-000000000000';
/** Of which the quickest counts: noise only ever adds. */
const TRIES = 7;
/** In seconds; a server that is told so gives up by itself, and does not go on for nobody. */
const TIME_LIMIT = 1;
/** What is as slow as this needs no further try. In milliseconds. */
const ENOUGH_MS = 500;
/** A search that takes so much longer than reading one entry has no index behind it. */
const FACTOR = 5;
/** A tree that is read through in less time than this is too small for anybody to notice. In milliseconds. */
const UNNOTICED_MS = 5;

/** The result codes by which servers refuse to read the whole tree (RFC 4511, A.2), with or without saying why. */
const TOO_MUCH: ReadonlyMap<number, string> = new Map([
  [3, 'the server took longer than its limit'],
  [11, 'the server does not search so many entries'],
  [53, 'the server does not search without an index'],
]);

export interface IndicesCheck {
  readonly servers: Servers;
  readonly settings: Pick<LdapDirectorySettings, 'addresses' | 'account' | 'base'>;
}

/** Whether every attribute that people are found by has an index: by the server's own settings where it shows them, else by time. */
export async function checkIndices(
  { servers, settings }: IndicesCheck,
  signal?: AbortSignal,
): Promise<readonly CheckLine[]> {
  const { addresses, account, base } = settings;
  const attributes = [...new Set([...addresses, account.id, account.number, account.login])];
  const configured = await servers.run(
    (connection, patience) => readConfigured({ connection, base, signal: patience }),
    signal,
  );
  if (configured !== undefined && !isUnreachable(configured))
    return attributes.map((attribute) => judgeConfigured(attribute, configured.equality));
  const lines: CheckLine[] = [];
  // One after the other: side by side they would slow each other down.
  for (const attribute of attributes) {
    const value = attribute === account.id ? NO_ID : NOBODY;
    const timed = await servers.run(
      (connection, patience) => timeSearch({ connection, base, signal: patience }, { attribute, value }),
      signal,
    );
    lines.push(isUnreachable(timed) ? unknown(attribute, timed.detail) : timed);
  }
  return lines;
}

function unknown(attribute: string, detail: string): CheckLine {
  const mend = 'See what the lines above say, then check again.';
  return { level: 'warning', what: `search by ${attribute}: not tried: ${detail}`, mend };
}

interface Ask {
  readonly connection: LdapConnection;
  readonly base: string;
  readonly signal: AbortSignal;
}

interface Configured {
  /** Attributes with an equality index, in small letters. */
  readonly equality: ReadonlySet<string>;
}

async function readConfigured(ask: Ask): Promise<Configured | undefined> {
  const equality = (await readOpenLdap(ask)) ?? (await read389(ask));
  return equality === undefined ? undefined : { equality };
}

function judgeConfigured(attribute: string, indexed: ReadonlySet<string>): CheckLine {
  if (indexed.has(attribute.toLowerCase()))
    return { level: 'ok', what: `search by ${attribute}: has an equality index` };
  return missing(`search by ${attribute}: the server has no equality index for it`, attribute);
}

function missing(what: string, attribute: string): CheckLine {
  const mend = `Give ${attribute} an equality index (OpenLDAP: olcDbIndex: ${attribute} eq; 389: nsIndexType: eq, then reindex).`;
  return { level: 'warning', what, mend };
}

/** slapd-config(5), where the service account may read it. */
async function readOpenLdap(ask: Ask): Promise<ReadonlySet<string> | undefined> {
  const filter = new EqualityFilter({ attribute: 'objectClass', value: 'olcDatabaseConfig' });
  const entries = await readConfig(ask, 'cn=config', { filter, attributes: ['olcSuffix', 'olcDbIndex'] });
  const databases = entries.flatMap((entry) => valuesOf(entry, 'olcSuffix').map((suffix) => ({ suffix, entry })));
  const database = longestSuffix(ask.base, databases);
  if (database === undefined) return undefined;
  return new Set(valuesOf(database.entry, 'olcDbIndex').flatMap(equalityIn));
}

/** `uid,mail eq,sub`; without types, slapd's default, which is taken for equality. */
function equalityIn(line: string): readonly string[] {
  const [attributes = '', types = 'eq'] = line.trim().split(/\s+/);
  return types.split(',').includes('eq') ? attributes.toLowerCase().split(',') : [];
}

/** 389 Directory Server, where the service account may read it: each backend has indices of its own. */
async function read389(ask: Ask): Promise<ReadonlySet<string> | undefined> {
  const attributes = ['nsslapd-suffix'];
  const filter = new EqualityFilter({ attribute: 'objectClass', value: 'nsBackendInstance' });
  const instances = await readConfig(ask, 'cn=ldbm database,cn=plugins,cn=config', { filter, attributes });
  const backends = instances.flatMap((entry) =>
    valuesOf(entry, 'nsslapd-suffix').map((suffix) => ({ suffix, dn: entry.dn })),
  );
  const backend = longestSuffix(ask.base, backends);
  return backend === undefined ? undefined : await readIndicesOf(ask, backend.dn);
}

async function readIndicesOf(ask: Ask, backend: string): Promise<ReadonlySet<string> | undefined> {
  const filter = new EqualityFilter({ attribute: 'objectClass', value: 'nsIndex' });
  const entries = await readConfig(ask, backend, { filter, attributes: ['cn', 'nsIndexType'] });
  const equal = entries.filter((entry) => valuesOf(entry, 'nsIndexType').includes('eq'));
  if (equal.length === 0) return undefined;
  return new Set(equal.flatMap((entry) => valuesOf(entry, 'cn')).map((name) => name.toLowerCase()));
}

async function readConfig(
  { connection, signal }: Ask,
  base: string,
  options: { readonly filter: Filter; readonly attributes: string[] },
): Promise<readonly Entry[]> {
  try {
    const found = await connection.ask((client) => client.search(base, { scope: 'sub', ...options }), signal);
    return found.searchEntries;
  } catch (error) {
    // It may not be read, or there is no such thing on this server.
    if (resultCodeOf(error) !== undefined) return [];
    throw error;
  }
}

/**
 * Compares the quickest of some searches for nobody with the quickest of as many reads of one entry, in turn, so that
 * whatever else the server does burdens both. In a tree that is small enough, no index is missed, and none is asked for.
 */
async function timeSearch(
  ask: Ask,
  { attribute, value }: { readonly attribute: string; readonly value: string },
): Promise<CheckLine> {
  const search: SearchOptions = { ...LIMITS, scope: 'sub', filter: holds(attribute, value) };
  const read: SearchOptions = { ...LIMITS, scope: 'base', filter: new PresenceFilter({ attribute: 'objectClass' }) };
  const [searches, reads]: [number[], number[]] = [[], []];
  try {
    while (searches.length < TRIES && sum(searches) < ENOUGH_MS) {
      reads.push(await time(ask, read));
      searches.push(await time(ask, search));
    }
  } catch (error) {
    const refusal = TOO_MUCH.get(resultCodeOf(error) ?? 0);
    if (refusal === undefined) throw error;
    return missing(`search by ${attribute}: ${refusal} (${describeFault(error)})`, attribute);
  }
  const [took, floor] = [Math.min(...searches), Math.min(...reads)];
  const what = `search by ${attribute}: ${took.toFixed(1)} ms, where reading one entry takes ${floor.toFixed(1)} ms`;
  if (took <= FACTOR * floor + UNNOTICED_MS) return { level: 'ok', what };
  return missing(`${what}: it seems to have no equality index`, attribute);
}

const LIMITS = { sizeLimit: 1, timeLimit: TIME_LIMIT, attributes: ['1.1'] };

async function time({ connection, base, signal }: Ask, options: SearchOptions): Promise<number> {
  const started = performance.now();
  await connection.ask((client) => client.search(base, options), signal);
  return performance.now() - started;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
