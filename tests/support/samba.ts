import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Attribute, Change, Client } from 'ldapts';
import { createPki } from './pki.ts';
import { findProgram } from './programs.ts';
import { createTempFolder } from './temp-folder.ts';
import { until } from './until.ts';

const run = promisify(execFile);

/** Why a domain controller cannot run here; false where it can. For `skip`. */
export const NO_SAMBA: string | false =
  process.getuid?.() === 0 ? false : 'a domain controller of Samba runs as root only (its ports are fixed)';

const REALM = 'AD.UNIV.EXAMPLE';
const WORKGROUP = 'ADUNIV';
const SUFFIX = 'DC=ad,DC=univ,DC=example';
const PEOPLE = `OU=People,${SUFFIX}`;
const ADMIN = { dn: `CN=Administrator,CN=Users,${SUFFIX}`, password: 'Adm1n-Passw0rd!' } as const;
const SERVICE = { dn: `CN=svc-jeton,CN=Users,${SUFFIX}`, password: 'Serv1ce-Passw0rd!' } as const;
const POOR = { dn: `CN=svc-poor,CN=Users,${SUFFIX}`, password: 'P00r-Passw0rd!' } as const;
/** MS-ADTS, 2.2.16. */
const NORMAL_ACCOUNT = 512;
const PORTS = [88, 389, 464, 636] as const;

/** Attributes and values of an entry, as they are written. */
export type Attributes = Readonly<Record<string, readonly string[]>>;

/** A real domain controller of the test's own: temporary folder, a loopback address of its own, its own authority. */
export interface Samba extends AsyncDisposable {
  /** Where it listens: its ports are fixed, so it has an address of its own. */
  readonly host: string;
  readonly urls: { readonly ldap: string; readonly ldaps: string };
  readonly caPem: string;
  readonly suffix: string;
  /** Where people stand. */
  readonly base: string;
  /** May read people, reset their passwords, and write pwdLastSet and lockoutTime. */
  readonly service: typeof SERVICE;
  /** May only read people. */
  readonly poor: typeof POOR;
  /** Adds a person with a password; `disabled` at once where it is said. */
  addPerson(login: string, attributes: Attributes & { readonly unicodePwd?: never }): Promise<void>;
  setAttributes(login: string, attributes: Attributes): Promise<void>;
  attributes(login: string, names: readonly string[]): Promise<Record<string, readonly string[]>>;
  /** Whether this login opens with this password, tried with a bind. */
  opens(login: string, password: string): Promise<boolean>;
  /** Whether the KDC gives out a ticket for it. */
  kinit(login: string, password: string): Promise<boolean>;
  asAdmin<T>(work: (client: Client) => Promise<T>): Promise<T>;
  /** One command line of `samba-tool`, on this domain. */
  tool(...args: readonly string[]): Promise<string>;
}

export const FIRST_PASSWORD = 'Prem1er-Essai!';

/** Starts a domain controller with a service account, one without rights and nobody else (about eight seconds). */
export async function startSamba(): Promise<Samba> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await createTempFolder('jeton-samba-'));
  const host = await findFreeAddress();
  const server = new SambaProcess(folder.path, host);
  stack.defer(() => server.stop());
  const pki = await createPki(folder.path);
  await server.provision();
  const tls = await pki.issue('dc', ['DNS:dc1.ad.univ.example', 'DNS:localhost', 'IP:127.0.0.1', `IP:${host}`]);
  await server.configure({ ...tls, ca: pki.ca });
  await server.start();
  const samba = handlesOf(server, pki.caPem);
  await furnish(samba);
  const held = stack.move();
  return { ...samba, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

/** The password policy, the place for people, and the two service accounts. */
async function furnish(samba: Omit<Samba, keyof AsyncDisposable>): Promise<void> {
  await samba.asAdmin(async (client) => {
    await client.modify(SUFFIX, replacing(DOMAIN_POLICY));
    await client.add(PEOPLE, { objectClass: ['organizationalUnit'], ou: ['People'] });
    for (const { dn, password } of [SERVICE, POOR]) await addAccount(client, { dn, password, attributes: {} });
  });
  await samba.tool('dsacl', 'set', `--objectdn=${PEOPLE}`, `--sddl=${await delegationTo(samba)}`);
}

const MINUTES = 60 * 10_000_000;
/** Lengths of time are negative, in units of 100 ns. */
const DOMAIN_POLICY: Attributes = {
  minPwdLength: ['8'],
  pwdHistoryLength: ['3'],
  pwdProperties: ['1'],
  minPwdAge: ['0'],
  lockoutThreshold: ['3'],
  lockoutDuration: [String(-30 * MINUTES)],
  lockOutObservationWindow: [String(-30 * MINUTES)],
};

/** "Reset password", and to write pwdLastSet and lockoutTime, on the people below: what docs/connectors.md asks for. */
async function delegationTo(samba: Pick<Samba, 'tool'>): Promise<string> {
  const shown = await samba.tool('user', 'show', 'svc-jeton', '--attributes=objectSid');
  const [, sid] = /^objectSid: (\S+)$/m.exec(shown) ?? [];
  if (sid === undefined) throw new Error(`no objectSid in ${shown}`);
  const person = 'bf967aba-0de6-11d0-a285-00aa003049e2';
  const write = (attribute: string): string => `(OA;CIIO;RPWP;${attribute};${person};${sid})`;
  return [
    `(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;${person};${sid})`,
    write('bf967a0a-0de6-11d0-a285-00aa003049e2'),
    write('28630ebf-41d5-11d1-a9c1-0000f80367c1'),
  ].join('');
}

interface NewAccount {
  readonly dn: string;
  readonly password: string;
  readonly attributes: Attributes;
}

async function addAccount(client: Client, { dn, password, attributes }: NewAccount): Promise<void> {
  const [, login = ''] = /^CN=([^,]+)/.exec(dn) ?? [];
  await client.add(dn, [
    ...Object.entries({
      objectClass: ['user'],
      sAMAccountName: [login],
      userPrincipalName: [`${login}@${REALM.toLowerCase()}`],
      userAccountControl: [String(NORMAL_ACCOUNT)],
      ...attributes,
    }).map(([type, values]) => new Attribute({ type, values: [...values] })),
    new Attribute({ type: 'unicodePwd', values: [Buffer.from(`"${password}"`, 'utf16le')] }),
  ]);
}

function replacing(attributes: Attributes): Change[] {
  return Object.entries(attributes).map(
    ([type, values]) =>
      new Change({ operation: 'replace', modification: new Attribute({ type, values: [...values] }) }),
  );
}

function handlesOf(server: SambaProcess, caPem: string): Omit<Samba, keyof AsyncDisposable> {
  const { host } = server;
  const urls = { ldap: `ldap://${host}`, ldaps: `ldaps://${host}` };
  const tlsOptions = { ca: caPem };
  const withClient = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ url: urls.ldaps, timeout: 10_000, connectTimeout: 10_000, tlsOptions });
    try {
      return await work(client);
    } finally {
      await client.unbind();
    }
  };
  const asAdmin: Samba['asAdmin'] = (work) =>
    withClient(async (client) => {
      await client.bind(ADMIN.dn, ADMIN.password);
      return await work(client);
    });
  const dnOf = (login: string): string => `CN=${login},${PEOPLE}`;
  return {
    ...{ host, urls, caPem, suffix: SUFFIX, base: PEOPLE, service: SERVICE, poor: POOR, asAdmin },
    addPerson: (login, attributes) =>
      asAdmin((client) => addAccount(client, { dn: dnOf(login), password: FIRST_PASSWORD, attributes })),
    setAttributes: (login, attributes) => asAdmin((client) => client.modify(dnOf(login), replacing(attributes))),
    attributes: (login, names) => asAdmin((client) => readAttributes(client, dnOf(login), names)),
    opens: (login, password) => withClient((client) => bindOpens(client, dnOf(login), password)),
    kinit: (login, password) => server.kinit(login, password),
    tool: (...args) => server.tool(...args),
  };
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

async function bindOpens(client: Client, dn: string, password: string): Promise<boolean> {
  try {
    await client.bind(dn, password);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidCredentialsError') return false;
    throw error;
  }
}

/** Of the many addresses of the loopback network, one on which nobody has taken the ports. */
async function findFreeAddress(): Promise<string> {
  for (;;) {
    const host = `127.${randomInt(64, 128)}.${randomInt(256)}.${randomInt(1, 255)}`;
    const free = await Promise.all(PORTS.map((port) => isFree(host, port)));
    if (free.every(Boolean)) return host;
  }
}

async function isFree(host: string, port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false;
    throw error;
  } finally {
    server.close();
  }
}

class SambaProcess {
  readonly host: string;
  readonly #folder: string;
  #child: ChildProcess | undefined;

  constructor(folder: string, host: string) {
    this.#folder = folder;
    this.host = host;
  }

  get #conf(): string {
    return join(this.#folder, 'smb.conf');
  }

  async provision(): Promise<void> {
    // An empty file of settings keeps the machine's own out.
    await writeFile(this.#conf, '[global]\n');
    const { host } = this;
    await this.tool(
      ...['domain', 'provision', `--realm=${REALM}`, `--domain=${WORKGROUP}`, '--server-role=dc', '--dns-backend=NONE'],
      ...['--host-name=dc1', `--host-ip=${host}`, `--adminpass=${ADMIN.password}`, `--targetdir=${this.#folder}`],
      ...[`--option=interfaces=${host}/8`, '--option=bind interfaces only=yes'],
    );
  }

  async configure(tls: { readonly certificate: string; readonly key: string; readonly ca: string }): Promise<void> {
    for (const folder of ['run', 'log']) await mkdir(join(this.#folder, folder), { recursive: true });
    await chmod(tls.key, 0o600);
    await writeFile(this.#conf, smbConf(this.#folder, { host: this.host, tls }));
    await writeFile(join(this.#folder, 'krb5.conf'), krb5Conf(this.host));
  }

  async start(): Promise<void> {
    const args = ['-s', this.#conf, '-F', '--no-process-group', '-M', 'single', '--debug-stdout'];
    const child = spawn(findProgram('samba') ?? 'samba', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-4000)));
    }
    await until(async () => (child.exitCode !== null || (await this.#answers()) ? true : undefined), {
      missing: () => `samba did not answer: ${said}`,
      patienceMs: 60_000,
    });
    if (child.exitCode !== null) throw new Error(`samba did not start: ${said}`);
  }

  async #answers(): Promise<boolean> {
    const client = new Client({ url: `ldap://${this.host}`, timeout: 5000, connectTimeout: 5000 });
    try {
      await client.search('', { scope: 'base', attributes: ['currentTime'] });
      return true;
    } catch {
      return false;
    } finally {
      await client.unbind().catch(() => undefined);
    }
  }

  async tool(...args: readonly string[]): Promise<string> {
    const options = { timeout: 120_000, maxBuffer: 1 << 24 };
    const { stdout } = await run('samba-tool', [...args, '-s', this.#conf], options);
    return stdout;
  }

  async kinit(login: string, password: string): Promise<boolean> {
    const env = { ...process.env, KRB5_CONFIG: join(this.#folder, 'krb5.conf') };
    const child = spawn('kinit', ['-c', 'MEMORY:', `${login}@${REALM}`], { env, stdio: ['pipe', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    child.stdin.end(`${password}\n`);
    const [code] = (await once(child, 'close')) as [number | null];
    if (code === 0 || /incorrect|failed|revoked|expired/i.test(complaint)) return code === 0;
    throw new Error(`kinit: ${complaint}`);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
}

interface Conf {
  readonly host: string;
  readonly tls: { readonly certificate: string; readonly key: string; readonly ca: string };
}

function smbConf(folder: string, { host, tls }: Conf): string {
  return `[global]
 netbios name = DC1
 workgroup = ${WORKGROUP}
 realm = ${REALM}
 server role = active directory domain controller
 server services = ldap, cldap, kdc
 interfaces = ${host}/8
 bind interfaces only = yes
 disable netbios = yes
 private dir = ${folder}/private
 state directory = ${folder}/state
 cache directory = ${folder}/cache
 lock directory = ${folder}
 binddns dir = ${folder}/bind-dns
 pid directory = ${folder}/run
 ncalrpc dir = ${folder}/run/ncalrpc
 winbindd socket directory = ${folder}/run/winbindd
 ntp signd socket directory = ${folder}/run/ntp_signd
 log file = ${folder}/log/samba.log
 tls certfile = ${tls.certificate}
 tls keyfile = ${tls.key}
 tls cafile = ${tls.ca}
 old password allowed period = 0
`;
}

function krb5Conf(kdc: string): string {
  return `[libdefaults]
 default_realm = ${REALM}
 dns_lookup_kdc = false
 dns_lookup_realm = false
[realms]
 ${REALM} = {
  kdc = ${kdc}
 }
`;
}
