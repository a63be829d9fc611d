import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { findFreePort } from './free-port.ts';
import { findProgram } from './programs.ts';
import { createTempFolder } from './temp-folder.ts';
import { until } from './until.ts';

const run = promisify(execFile);

export const REALM = 'UNIV.TEST';
/** The right to change passwords, as docs/connectors.md gives it. */
const ACL = `jeton/admin@${REALM} c *@${REALM}\n`;

/** A real realm of MIT Kerberos: its KDC and its administration server, in a temporary folder on free ports. */
export interface Realm extends AsyncDisposable {
  readonly ports: { readonly admin: number };
  /** Keytabs of a principal that may change passwords, and of one that may do nothing. */
  readonly keytabs: { readonly jeton: string; readonly poor: string };
  /** A krb5.conf that says that the administration server is at this port. */
  config(adminPort: number): Promise<string>;
  /** Whether a ticket is to be had with this password. */
  opens(principal: string, password: string): Promise<boolean>;
  /** Runs a command of kadmin.local. */
  manage(command: string): Promise<void>;
}

export async function startRealm(): Promise<Realm> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await createTempFolder('jeton-kerberos-'));
  const [kdc, admin, kpasswd] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const config = async (adminPort: number): Promise<string> => {
    const path = folder.file(`krb5-${adminPort}.conf`);
    await writeFile(path, krb5Conf(kdc, adminPort));
    return path;
  };
  await writeFile(folder.file('kdc.conf'), kdcConf({ folder: folder.path, kdc, admin, kpasswd }));
  await writeFile(folder.file('acl'), ACL);
  await writeFile(folder.file('words'), 'Voiture-12\n');
  const KRB5_CONFIG = await config(admin);
  const env = { ...process.env, LANG: 'C.UTF-8', KRB5_CONFIG, KRB5_KDC_PROFILE: folder.file('kdc.conf') };
  await run(programOf('kdb5_util'), ['-P', 'master', 'create', '-s', '-r', REALM], { env });
  const manage = async (command: string): Promise<void> => {
    await run(programOf('kadmin.local'), ['-r', REALM, '-q', command], { env });
  };
  const keytabs = { jeton: folder.file('jeton.keytab'), poor: folder.file('poor.keytab') };
  for (const name of ['jeton', 'poor'] as const) {
    await manage(`addprinc -randkey ${name}/admin`);
    await manage(`ktadd -k ${keytabs[name]} ${name}/admin`);
  }
  for (const [name, args] of [
    ['krb5kdc', ['-n']],
    ['kadmind', ['-nofork']],
  ] as const) {
    const child = spawn(programOf(name), args, { env, cwd: folder.path, stdio: 'ignore' });
    stack.defer(() => end(child));
  }
  for (const port of [kdc, admin]) await until(() => listens(port), { missing: 'the realm does not answer' });
  const held = stack.move();
  return {
    ...{ ports: { admin }, keytabs, config, manage },
    opens: (principal, password) => opens(principal, { password, env }),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

function krb5Conf(kdc: number, admin: number): string {
  const switches = ['dns_lookup_kdc', 'dns_lookup_realm', 'dns_canonicalize_hostname', 'rdns'];
  return [
    ...['[libdefaults]', ` default_realm = ${REALM}`, ...switches.map((name) => ` ${name} = false`)],
    ...['[realms]', ` ${REALM} = {`, `  kdc = 127.0.0.1:${kdc}`, `  admin_server = 127.0.0.1:${admin}`, ' }', ''],
  ].join('\n');
}

interface Places {
  readonly folder: string;
  readonly kdc: number;
  readonly admin: number;
  readonly kpasswd: number;
}

function kdcConf({ folder, kdc, admin, kpasswd }: Places): string {
  return [
    ...['[realms]', ` ${REALM} = {`],
    ...[`  kdc_listen = 127.0.0.1:${kdc}`, `  kdc_tcp_listen = 127.0.0.1:${kdc}`],
    ...[`  kadmind_listen = 127.0.0.1:${admin}`, `  kpasswd_listen = 127.0.0.1:${kpasswd}`],
    ...[`  database_name = ${folder}/principal`, `  key_stash_file = ${folder}/stash`],
    ...[`  acl_file = ${folder}/acl`, `  dict_file = ${folder}/words`, ' }', ''],
  ].join('\n');
}

function programOf(name: string): string {
  const program = findProgram(name);
  if (program === undefined) throw new Error(`${name} is not on this machine`);
  return program;
}

async function listens(port: number): Promise<true | undefined> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

interface Attempt {
  readonly password: string;
  readonly env: NodeJS.ProcessEnv;
}

async function opens(principal: string, { password, env }: Attempt): Promise<boolean> {
  const child = spawn(programOf('kinit'), ['-c', 'MEMORY:', principal], { env, stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.end(`${password}\n`);
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
