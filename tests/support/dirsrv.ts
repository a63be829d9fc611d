import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Attribute, Change, Client } from 'ldapts';
import {
  accessRules,
  dseLdif,
  MANAGER_DN,
  MANAGER_PASSWORD,
  policySettings,
  READER_DN,
  schemaLdif,
} from './dirsrv-settings.ts';
import { findFreePort } from './free-port.ts';
import { makePeople } from './people.ts';
import type { Person } from './person.ts';
import { createPki } from './pki.ts';
import type { TestPolicy } from './slapd-settings.ts';
import { createTempFolder } from './temp-folder.ts';
import { attributesOf, type Attributes, dnOf, PEOPLE, SERVICE_DN, sshaOf, SUFFIX } from './tree.ts';
import { until } from './until.ts';

const run = promisify(execFile);

export interface DirsrvOptions {
  /** How many generated people the tree holds (default 50). */
  readonly people?: number;
  readonly policy?: TestPolicy | undefined;
}

/**
 * A real 389 Directory Server of the test's own, in a temporary folder and on free ports of 127.0.0.1: it is not made with
 * `dscreate`, which writes to the system's folders and knows one instance of a name.
 */
export interface Dirsrv extends AsyncDisposable {
  readonly urls: { readonly ldap: string; readonly ldaps: string };
  readonly ports: { readonly ldap: number; readonly ldaps: number };
  /** The authority that signed the server's certificate, PEM. */
  readonly caPem: string;
  readonly base: string;
  readonly service: { readonly dn: string; readonly password: string };
  /** An account that finds people and may set no password. */
  readonly reader: { readonly dn: string; readonly password: string };
  /** Whether this login opens with this password, tried with a bind. */
  opens(uid: string, password: string): Promise<boolean>;
  addPerson(person: Person): Promise<void>;
  /** Replaces attributes of a person's entry, as the administrator; an empty list removes one. */
  setAttributes(uid: string, attributes: Readonly<Record<string, readonly string[]>>): Promise<void>;
  /** Attributes of a person's entry, operational ones included, as the administrator reads them. */
  attributes(uid: string, names: readonly string[]): Promise<Record<string, readonly string[]>>;
  /** Changes `cn=config`. */
  configure(settings: Readonly<Record<string, string>>): Promise<void>;
}

const SERVICE_PASSWORD = 'service';
const FOLDERS = ['config/schema', 'db', 'log', 'lock', 'run', 'tmp', 'ldif', 'bak'] as const;
/** What the package brings and every instance has a copy of. */
const COPIES = [
  ['/etc/dirsrv/schema/99user.ldif', 'config/schema/99user.ldif'],
  ['/etc/dirsrv/config/slapd-collations.conf', 'config/slapd-collations.conf'],
  ['/etc/dirsrv/config/certmap.conf', 'config/certmap.conf'],
] as const;

/** Starts 389 Directory Server with a generated tree; disposing ends it and removes its folder. */
export async function startDirsrv(options: DirsrvOptions = {}): Promise<Dirsrv> {
  await using stack = new AsyncDisposableStack();
  const { path: folder } = stack.use(await createTempFolder('jeton-dirsrv-'));
  const ports = { ldap: await findFreePort(), ldaps: await findFreePort() };
  const caPem = await layOut(folder, ports);
  const child = spawn('ns-slapd', ['-D', join(folder, 'config'), '-i', join(folder, 'run/pid'), '-d', '0'], {
    stdio: 'ignore',
  });
  stack.defer(() => end(child));
  await until(() => answers(ports.ldap, child), {
    patienceMs: 60_000,
    missing: `389 Directory Server did not start, see ${folder}`,
  });
  const asManager = <T>(work: (client: Client) => Promise<T>): Promise<T> => withManager(ports.ldap, work);
  await asManager((client) => fill(client, options));
  const held = stack.move();
  return {
    urls: { ldap: `ldap://127.0.0.1:${ports.ldap}`, ldaps: `ldaps://127.0.0.1:${ports.ldaps}` },
    ports,
    caPem,
    base: PEOPLE,
    service: { dn: SERVICE_DN, password: SERVICE_PASSWORD },
    reader: { dn: READER_DN, password: SERVICE_PASSWORD },
    opens: (uid, password) => opens(ports.ldap, dnOf({ uid }), password),
    addPerson: (person) => asManager((client) => client.add(dnOf(person), presentOf(attributesOf(person)))),
    setAttributes: (uid, attributes) => asManager((client) => client.modify(dnOf({ uid }), replacing(attributes))),
    attributes: (uid, names) => asManager((client) => readAttributes(client, dnOf({ uid }), names)),
    configure: (settings) => asManager((client) => client.modify('cn=config', replacing(settings))),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/** Writes the instance; answers the authority of its certificate. */
async function layOut(folder: string, ports: Dirsrv['ports']): Promise<string> {
  for (const name of FOLDERS) await mkdir(join(folder, name), { recursive: true });
  for (const [from, to] of COPIES) await copyFile(from, join(folder, to));
  await writeFile(join(folder, 'config/dse.ldif'), await dseLdif({ folder, ports }));
  await writeFile(join(folder, 'config/schema/98supann.ldif'), await schemaLdif());
  const pki = await createPki(folder);
  const { certificate, key } = await pki.issue('server');
  const bundle = join(folder, 'server.p12');
  const names = ['-in', certificate, '-inkey', key, '-name', 'Server-Cert'];
  await run('openssl', ['pkcs12', '-export', ...names, '-passout', 'pass:', '-out', bundle]);
  const store = ['-d', join(folder, 'config')];
  await run('certutil', ['-N', ...store, '--empty-password']);
  await run('certutil', ['-A', ...store, '-n', 'CA', '-t', 'CT,,', '-a', '-i', pki.ca]);
  await run('pk12util', ['-i', bundle, ...store, '-W', '', '-K', '']);
  return pki.caPem;
}

/** The backend, the tree, and last the policy, which would judge the passwords of the tree. */
async function fill(client: Client, { people = 50, policy }: DirsrvOptions): Promise<void> {
  await client.add('cn=userroot,cn=ldbm database,cn=plugins,cn=config', {
    objectClass: ['extensibleObject', 'nsBackendInstance'],
    'nsslapd-suffix': SUFFIX,
  });
  await client.add(`cn="${SUFFIX}",cn=mapping tree,cn=config`, {
    objectClass: ['extensibleObject', 'nsMappingTree'],
    'nsslapd-state': 'backend',
    'nsslapd-backend': 'userroot',
  });
  await client.add(SUFFIX, { objectClass: ['domain'], dc: 'univ', aci: accessRules() });
  for (const ou of ['people', 'services', 'policies']) {
    await client.add(`ou=${ou},${SUFFIX}`, { objectClass: ['organizationalUnit'], ou });
  }
  for (const dn of [SERVICE_DN, READER_DN]) {
    const objectClass = ['organizationalRole', 'simpleSecurityObject'];
    await client.add(dn, { objectClass, userPassword: sshaOf(SERVICE_PASSWORD) });
  }
  for (const person of makePeople({ count: people })) await client.add(dnOf(person), presentOf(attributesOf(person)));
  if (policy !== undefined) await client.modify('cn=config', replacing(policySettings(policy)));
}

async function answers(port: number, child: ChildProcess): Promise<true | undefined> {
  if (child.exitCode !== null) throw new Error('389 Directory Server ended at once');
  try {
    return await withManager(port, () => Promise.resolve(true));
  } catch {
    return undefined;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function withManager<T>(port: number, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ url: `ldap://127.0.0.1:${port}`, timeout: 10_000, connectTimeout: 5000 });
  try {
    await client.bind(MANAGER_DN, MANAGER_PASSWORD);
    return await work(client);
  } finally {
    await client.unbind();
  }
}

/** A locked account is answered 19, a deactivated one 53; either is no. */
async function opens(port: number, dn: string, password: string): Promise<boolean> {
  const client = new Client({ url: `ldap://127.0.0.1:${port}`, timeout: 5000, connectTimeout: 5000 });
  try {
    await client.bind(dn, password);
    return true;
  } catch (error) {
    const no = ['InvalidCredentialsError', 'ConstraintViolationError', 'UnwillingToPerformError'];
    if (error instanceof Error && no.includes(error.name)) return false;
    throw error;
  } finally {
    await client.unbind();
  }
}

async function readAttributes(
  client: Client,
  dn: string,
  names: readonly string[],
): Promise<Record<string, readonly string[]>> {
  const { searchEntries } = await client.search(dn, { scope: 'base', attributes: [...names] });
  const [entry] = searchEntries;
  if (entry === undefined) throw new Error(`no entry ${dn}`);
  return Object.fromEntries(names.map((name) => [name, [entry[name] ?? []].flat().map(String)]));
}

function replacing(attributes: Readonly<Record<string, string | readonly string[]>>): Change[] {
  return Object.entries(attributes).map(
    ([type, values]) =>
      new Change({ operation: 'replace', modification: new Attribute({ type, values: [values].flat() }) }),
  );
}

function presentOf(attributes: Attributes): Record<string, string[]> {
  const held: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) held[name] = [value].flat();
  }
  return held;
}
