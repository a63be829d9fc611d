import { NOT_AUDITED, OWN_COLOURS } from '../platform/institution.ts';
import { LANGUAGES } from '../platform/language.ts';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openDemoInstitution } from '../demo/demo-institution.ts';
import { FIRST_PASSWORD, PEOPLE } from '../demo/people.ts';
import { systemClock } from '../platform/clock.ts';
import { AppError, codeOf, messageOf } from '../platform/errors.ts';
import { createKeys, writeNewKeys } from '../platform/keys.ts';
import { systemRandom } from '../platform/random.ts';
import { buildPolicy } from '../policy/profiles.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { lockFolder } from './folder-lock.ts';
import { createLog, readLevel } from './log.ts';
import { type Service, type ServicePlan, type ServiceSettings, startService } from './service.ts';

const HELP = `jeton demo: a sample institution to try everything on

Usage: jeton demo [--port 8080] [--data DIR] [--log-level warn]

Everything is embedded: the ledger, a directory of sample students, an inbox that shows the mails sent, and three
applications that take a new password at once, after about 10 seconds and after about 30 seconds. Nothing leaves this
machine, and nobody else can reach it. --data keeps everything in a folder between runs; without it a temporary folder
is used and removed. Ctrl+C ends it.`;

const HOUR = 3_600_000;
const LOGO = new URL('../demo/logo.svg', import.meta.url);
const HOST = '127.0.0.1';
const HIGHEST_PORT = 65_535;

/** A folder for one run: the one that was asked for, or a temporary one that goes with it. */
async function openFolder(asked: string | undefined): Promise<AsyncDisposable & { readonly path: string }> {
  if (asked === undefined) {
    const path = await mkdtemp(join(tmpdir(), 'jeton-demo-'));
    return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
  }
  if (asked === '') throw new AppError('USAGE', '--data needs a folder');
  const path = resolve(asked);
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new AppError('USAGE', `--data ${asked}: ${messageOf(cause)}`, { cause });
  }
  const lock = lockFolder(path);
  return {
    path,
    [Symbol.asyncDispose]() {
      lock[Symbol.dispose]();
      return Promise.resolve();
    },
  };
}

function settingsOf(folder: string, port: number): ServiceSettings {
  return {
    publicUrl: new URL(`http://${HOST}:${port}/`),
    listen: { host: HOST, port },
    management: { host: HOST, port: 0 },
    trustedProxies: [],
    institution: {
      name: 'Université Exemple',
      support: { email: 'assistance@univ.example' },
      privacy: {
        controller: undefined,
        contact: 'dpo@univ.example',
        notice: undefined,
        authority: { name: 'CNIL', url: 'https://www.cnil.fr/fr/plaintes' },
      },
      accessibility: NOT_AUDITED,
      colours: OWN_COLOURS,
      logoPlace: 'right',
      timeZone: 'Europe/Paris',
    },
    logo: undefined,
    audit: { syslog: undefined },
    retention: { auditMs: 365 * 24 * 3_600_000 },
    languages: { default: 'fr', offered: LANGUAGES },
    ledger: { engine: 'sqlite', path: join(folder, 'jeton.db') },
    keysFile: join(folder, 'jeton.keys'),
    publicKeysFile: join(folder, 'jeton.keys.public'),
    lifetimeMs: 12 * HOUR,
    promiseMs: HOUR,
    unknownAddress: 'tell',
    policy: buildPolicy({ profile: 'procedure' }),
    breachedFile: undefined,
    limits: {
      mailsPerAccount: { count: 20, windowMs: HOUR },
      requestsPerClient: { count: 300, windowMs: HOUR / 6 },
      passwordsPerLink: { count: 30, windowMs: HOUR / 6 },
      unknownPerClient: { count: 10, windowMs: HOUR },
      unknownOverall: { count: 1000, windowMs: HOUR },
      mailsOverall: { count: 20_000, windowMs: HOUR },
    },
  };
}

async function makeKeys(file: string): Promise<void> {
  const keys = await createKeys({ clock: systemClock, random: systemRandom });
  await writeNewKeys(file, keys).catch((thrown: unknown) => {
    const there = codeOf(thrown) === 'EEXIST';
    if (!there) throw new AppError('USAGE', `--data: ${messageOf(thrown)}`, { cause: thrown });
  });
}

function explanation({ management }: Service, { publicUrl }: ServiceSettings, data: string | undefined): string[] {
  const [person] = PEOPLE;
  const kept = data === undefined ? 'in a temporary folder, removed at the end (--data DIR keeps it)' : `in ${data}`;
  return [
    '',
    `  Jeton                ${publicUrl.href}`,
    `  address to type      ${person?.addresses[0] ?? ''}   (account ${person?.number ?? ''})`,
    `  its mails            ${publicUrl.href}demo/inbox`,
    `  the applications     ${publicUrl.href}demo/ent  ${publicUrl.href}demo/moodle  ${publicUrl.href}demo/ipweb`,
    `  password until now   ${FIRST_PASSWORD}`,
    `  all of it            ${publicUrl.href}demo/`,
    `  health and metrics   ${management}/healthz  ${management}/metrics`,
    '',
    `  Kept ${kept}. Stop with Ctrl+C.`,
    '',
  ];
}

/** npm keeps options that do not follow two hyphens for itself, and hands on their values alone. */
function assertNoOptionLost(positionals: readonly string[]): void {
  if (positionals.length === 0) return;
  const mend = 'with npm, options follow two hyphens: npm run demo -- --port 8090';
  throw new AppError('USAGE', `not understood: ${positionals.join(' ')}; ${mend}`);
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= HIGHEST_PORT) return port;
  throw new AppError('USAGE', `--port ${text}: a port is a number from 1 to ${HIGHEST_PORT}`);
}

/** Whoever runs the demo has no settings: what there is to choose is the port. */
async function start(plan: ServicePlan): Promise<Service> {
  try {
    return await startService(plan);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'LISTEN_FAILED') throw thrown;
    const { port } = plan.settings.listen;
    const other = port < HIGHEST_PORT ? port + 1 : port - 1;
    const mend = `choose another one: npm run demo -- --port ${other}`;
    const isTaken = codeOf(thrown.cause) === 'EADDRINUSE';
    const what = isTaken ? `port ${port} is taken by another program` : messageOf(thrown);
    throw new AppError('LISTEN_FAILED', `${what}; ${mend}`, { cause: thrown });
  }
}

export const demo: Command = {
  help: HELP,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, {
      port: { type: 'string', default: '8080' },
      data: { type: 'string' },
      'log-level': { type: 'string', default: 'warn' },
    });
    assertNoOptionLost(positionals);
    const port = portOf(values.port);
    const level = readLevel(values['log-level']);
    const stopping = terminal.holdSignals();
    await using folder = await openFolder(values.data);
    const settings = settingsOf(folder.path, port);
    await makeKeys(settings.keysFile);
    const { institution, promiseMs, publicUrl: startUrl } = settings;
    const facts = { folder: folder.path, startUrl, institution, promiseMs };
    await using sample = await openDemoInstitution({ ...facts, clock: systemClock, random: systemRandom });
    const { directory, applications, inbox: mailer, pages } = sample;
    const systems = { directory, applications, recipients: { applications, mailer } };
    const log = createLog(level, terminal.loseOutput);
    await using service = await start({ settings, role: 'both', systems, log, logo: await readFile(LOGO), pages });
    for (const line of explanation(service, settings, values.data)) terminal.print(line);
    return await service.until(stopping);
  },
};
