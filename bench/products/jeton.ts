import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Installation, install, runJeton } from '../../tests/support/jeton.ts';
import { unitOptions } from '../../tests/support/unit.ts';
import type { Bed } from '../bed.ts';
import { pinned } from '../cores.ts';
import { jetonSteps } from './jeton-steps.ts';
import type { Product, RunningProduct } from './product.ts';
import { untilAnswers } from './until-answers.ts';

const ROOT = join(import.meta.dirname, '../..');
const COMMAND = ['--import', join(ROOT, 'scripts/fast-start.mjs'), join(ROOT, 'src/main/jeton.ts')];
const ENVIRONMENT = { MALLOC_ARENA_MAX: '1' };

export interface JetonOptions {
  readonly name?: string;
  /** Further settings, YAML; `limits: off` unless said. */
  readonly more?: string;
  /** YAML of `applications`. */
  readonly applications?: string;
  /** What happens to its ledger before it starts; the tables are there. */
  readonly prepareLedger?: (file: string) => void;
  /** For the `node` it runs on. */
  readonly nodeOptions?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** The link, and a confirmation to each of the account's two addresses: the personal one and the institution's. */
const MAILS = 3;

/** Jeton as operators run it: one `jeton serve`, its log in a file. */
export function jeton(options: JetonOptions = {}): Product {
  return { name: options.name ?? 'Jeton', mailsPerCycle: MAILS, start: (bed) => startJeton(bed, options) };
}

const NO_LIMITS = 'limits: off';
/** Every protection as it is out of the box; clients come through a reverse proxy, each from a network of their own. */
export const PROTECTED = 'trustedProxies: [127.0.0.1/32]\nlimits: { mailsOverall: 10000000/1h }';

async function startJeton(bed: Bed, options: JetonOptions): Promise<RunningProduct> {
  return await serveJeton(bed, await installJeton(bed, options), options);
}

/** Settings, keys and, if need be, a ledger, in a folder of their own. */
export async function installJeton(bed: Bed, options: JetonOptions = {}): Promise<Installation> {
  const folder = await mkdtemp(join(bed.folder.path, 'jeton-'));
  const systems = await systemsOn(bed, folder, options.applications ?? '');
  const installation = await install({ folder, systems, more: options.more ?? NO_LIMITS });
  if (options.prepareLedger !== undefined) {
    const { code, stderr } = await runJeton(['migrate', '--config', installation.config]);
    if (code !== 0) throw new Error(stderr);
    options.prepareLedger(installation.ledger);
  }
  return installation;
}

export interface RunningJeton extends RunningProduct {
  /** SIGKILL. */
  kill(): Promise<void>;
}

/** Starts what is installed; may be called again once it has ended. */
export async function serveJeton(
  bed: Bed,
  { config, folder, publicUrl }: Installation,
  { nodeOptions = [], environment = {} }: JetonOptions = {},
): Promise<RunningJeton> {
  const log = await open(join(folder, 'log'), 'a');
  const state = join(folder, 'data');
  const cache = process.env['NODE_COMPILE_CACHE'] ?? join(ROOT, '.cache/compiled');
  const unit = await unitOptions({ settings: folder, state, cache });
  const command = [process.execPath, ...unit, ...nodeOptions, ...COMMAND, 'serve', '--config', config];
  const [program, ...args] = pinned(bed.cores.server, command);
  const began = performance.now();
  const env = { ...process.env, ...ENVIRONMENT, ...environment };
  const child = spawn(program, args, { stdio: ['ignore', log.fd, log.fd], env });
  await log.close();
  const origin = new URL(publicUrl);
  const early = once(child, 'exit').then(async () => {
    throw new Error(`jeton serve ended: ${await readFile(join(folder, 'log'), 'utf8')}`);
  });
  await Promise.race([untilAnswers(origin), early]);
  early.catch(() => undefined);
  return {
    origin,
    startMs: performance.now() - began,
    pids: [child.pid ?? 0],
    steps: jetonSteps(origin),
    kill: () => end(child, 'SIGKILL'),
    [Symbol.asyncDispose]: () => end(child, 'SIGTERM'),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

/** The same systems as for everybody else, without TLS. */
async function systemsOn({ slapd, sink }: Bed, folder: string, applications: string): Promise<string> {
  await writeFile(join(folder, 'ldap.password'), `${slapd.service.password}\n`, { mode: 0o600 });
  return `mail:
  from: { name: Université Exemple, address: no_reply@univ.example }
  smtp: { host: 127.0.0.1, port: ${sink.port}, tls: none }
directory:
  type: ldap
  urls: ['${slapd.urls.ldap}']
  tls: none
  bind: { dn: '${slapd.service.dn}', password: { file: ./ldap.password } }
  base: ${slapd.base}
  addresses: [supannMailPerso]
  account: { id: entryUUID, number: supannEtuId, login: uid, name: displayName, language: preferredLanguage }
${applications}`;
}
