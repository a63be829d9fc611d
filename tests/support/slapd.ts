import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Attribute, Change, Client } from 'ldapts';
import type { Person } from './person.ts';
import { PEOPLE_DATA, policyRecord, slapdConf, type SlapdSettings } from './slapd-settings.ts';
import { findFreePort } from './free-port.ts';
import { createPki } from './pki.ts';
import { ADMIN_DN, attributesOf, dnOf, PEOPLE, SERVICE_DN, SUFFIX, treeLdif } from './tree.ts';

const run = promisify(execFile);

export interface SlapdOptions extends SlapdSettings {
  /** How many generated people the tree holds; at least the fixed ones make sense (default 50). */
  readonly people?: number;
  readonly seed?: number;
  /** What the server's certificate is made out to; `DNS:localhost` and `IP:127.0.0.1` by default. */
  readonly certificateNames?: readonly string[];
}

/** A real slapd of the test's own: temporary folder, free ports of 127.0.0.1, certificates of its own authority. */
export interface Slapd extends AsyncDisposable {
  readonly urls: { readonly ldap: string; readonly ldaps: string };
  readonly ports: { readonly ldap: number; readonly ldaps: number };
  /** The authority that signed the server's certificate: its path, and the PEM text. */
  readonly ca: string;
  readonly caPem: string;
  readonly suffix: string;
  readonly base: string;
  readonly service: { readonly dn: string; readonly password: string };
  readonly admin: { readonly dn: string; readonly password: string };
  readonly pid: number;
  /** Whether this login opens with this password, tried with a bind. */
  opens(uid: string, password: string): Promise<boolean>;
  addPerson(person: Person): Promise<void>;
  /** Replaces attributes of a person's entry, as the administrator; an empty list removes one. */
  setAttributes(uid: string, attributes: Readonly<Record<string, readonly string[]>>): Promise<void>;
  /** Attributes of a person's entry, operational ones included, as the administrator reads them. */
  attributes(uid: string, names: readonly string[]): Promise<Record<string, readonly string[]>>;
  /** Ends the process; the data stay. */
  stop(): Promise<void>;
  /** Starts it again on the same ports. */
  start(): Promise<void>;
  /** Starts it again with other settings. */
  restart(changes: SlapdSettings): Promise<void>;
  /** Stops it from answering, without closing anything (SIGSTOP); `resume` undoes it. */
  freeze(): Promise<void>;
  resume(): void;
}

const SERVICE_PASSWORD = 'service';
const ADMIN_PASSWORD = 'admin';

/** Starts slapd with a generated tree; disposing ends it and removes its folder. */
export async function startSlapd(options: SlapdOptions = {}): Promise<Slapd> {
  const directory = await mkdtemp(join(tmpdir(), 'jeton-slapd-'));
  try {
    const pki = await createPki(directory);
    const tls = { ca: pki.ca, ...(await pki.issue('server', options.certificateNames)) };
    if (options.sendsAuthority === true) await appendFile(tls.certificate, pki.caPem);
    await writeFile(join(directory, 'slapd.conf'), slapdConf(directory, tls, options));
    for (const data of ['data', PEOPLE_DATA]) await mkdir(join(directory, data));
    await loadTree(directory, options);
    const ports = { ldap: await findFreePort(), ldaps: await findFreePort() };
    const writeConf = (changes: SlapdSettings): Promise<void> =>
      writeFile(join(directory, 'slapd.conf'), slapdConf(directory, tls, { ...options, ...changes }));
    const server = new SlapdProcess(directory, { ports, writeConf });
    await server.start();
    const caPem = await readFile(pki.ca, 'utf8');
    return { ...describe(ports), ca: pki.ca, caPem, ...handlesOf(server, ports) };
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

function describe(ports: Slapd['ports']): Pick<Slapd, 'urls' | 'ports' | 'suffix' | 'base' | 'service' | 'admin'> {
  return {
    urls: { ldap: `ldap://127.0.0.1:${ports.ldap}`, ldaps: `ldaps://127.0.0.1:${ports.ldaps}` },
    ports,
    suffix: SUFFIX,
    base: PEOPLE,
    service: { dn: SERVICE_DN, password: SERVICE_PASSWORD },
    admin: { dn: ADMIN_DN, password: ADMIN_PASSWORD },
  };
}

function handlesOf(
  server: SlapdProcess,
  ports: Slapd['ports'],
): Omit<Slapd, 'urls' | 'ports' | 'suffix' | 'base' | 'service' | 'admin' | 'ca' | 'caPem'> {
  const asAdmin = <T>(work: (client: Client) => Promise<T>): Promise<T> => withAdmin(ports.ldap, work);
  return {
    get pid() {
      return server.pid;
    },
    opens: (uid, password) => opens(ports.ldap, dnOf({ uid }), password),
    addPerson: (person) => asAdmin((client) => client.add(dnOf(person), presentOf(attributesOf(person)))),
    setAttributes: (uid, attributes) =>
      asAdmin((client) => client.modify(dnOf({ uid }), Object.entries(attributes).map(replacing))),
    attributes: (uid, names) => asAdmin((client) => readAttributes(client, dnOf({ uid }), names)),
    start: () => server.start(),
    stop: () => server.stop(),
    restart: (changes) => server.restart(changes),
    freeze: () => server.freeze(),
    resume: () => server.signal('SIGCONT'),
    [Symbol.asyncDispose]: () => server.remove(),
  };
}

async function loadTree(directory: string, options: SlapdOptions): Promise<void> {
  const file = join(directory, 'tree.ldif');
  const population = { count: options.people ?? 50, seed: options.seed };
  await pipeline(Readable.from(ldif()), createWriteStream(file));
  await run('slapadd', ['-q', '-f', join(directory, 'slapd.conf'), '-l', file], { maxBuffer: 1 << 24 });

  function* ldif(): Generator<string> {
    yield* treeLdif(population, SERVICE_PASSWORD);
    if (options.policy) yield policyRecord(options.policy);
  }
}

class SlapdProcess {
  readonly #directory: string;
  readonly #ports: Slapd['ports'];
  readonly writeConf: (changes: SlapdSettings) => Promise<void>;
  #child: ChildProcess | undefined;

  constructor(directory: string, { ports, writeConf }: Pick<SlapdProcess, 'writeConf'> & { ports: Slapd['ports'] }) {
    this.#directory = directory;
    this.#ports = ports;
    this.writeConf = writeConf;
  }

  async restart(changes: SlapdSettings): Promise<void> {
    await this.stop();
    await this.writeConf(changes);
    await this.start();
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('slapd is not running');
    return pid;
  }

  async start(): Promise<void> {
    const listeners = `ldap://127.0.0.1:${this.#ports.ldap} ldaps://127.0.0.1:${this.#ports.ldaps}`;
    const child = spawn('slapd', ['-f', join(this.#directory, 'slapd.conf'), '-h', listeners, '-d', '0'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    // It listens on one after the other.
    while (!(await answers(this.#ports.ldap)) || !(await answers(this.#ports.ldaps))) {
      if (child.exitCode !== null) throw new Error(`slapd did not start: ${complaint}`);
      await pause(10);
    }
  }

  /** A stopping signal takes a moment to reach every thread: one of them may still answer meanwhile. */
  async freeze(): Promise<void> {
    this.signal('SIGSTOP');
    while (!(await isStopped(this.pid))) await pause(5);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** Whether every thread of a process is stopped (proc(5): state `T`). */
async function isStopped(pid: number): Promise<boolean> {
  const threads = await readdir(`/proc/${pid}/task`);
  const states = await Promise.all(threads.map((id) => readFile(`/proc/${pid}/task/${id}/stat`, 'utf8')));
  return states.every((stat) => /\) T /.test(stat));
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function opens(port: number, dn: string, password: string): Promise<boolean> {
  const client = new Client({ url: `ldap://127.0.0.1:${port}`, timeout: 5000, connectTimeout: 5000 });
  try {
    await client.bind(dn, password);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidCredentialsError') return false;
    throw error;
  } finally {
    await client.unbind();
  }
}

async function withAdmin<T>(port: number, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ url: `ldap://127.0.0.1:${port}`, timeout: 5000, connectTimeout: 5000 });
  try {
    await client.bind(ADMIN_DN, ADMIN_PASSWORD);
    return await work(client);
  } finally {
    await client.unbind();
  }
}

async function readAttributes(
  client: Client,
  dn: string,
  names: readonly string[],
): Promise<Record<string, readonly string[]>> {
  const found = await client.search(dn, { scope: 'base', attributes: [...names] });
  const entry = found.searchEntries[0];
  if (!entry) throw new Error(`no entry ${dn}`);
  return Object.fromEntries(names.map((name) => [name, [entry[name] ?? []].flat().map(String)]));
}

function replacing([type, values]: readonly [string, readonly string[]]): Change {
  return new Change({ operation: 'replace', modification: new Attribute({ type, values: [...values] }) });
}

function presentOf(attributes: ReturnType<typeof attributesOf>): Record<string, string[]> {
  const held: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) held[name] = typeof value === 'string' ? [value] : [...value];
  }
  return held;
}
