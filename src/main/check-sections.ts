import type { Settings } from '../config/settings.ts';
import { systemClock } from '../platform/clock.ts';
import { AppError, messageOf } from '../platform/errors.ts';
import { systemRandom } from '../platform/random.ts';
import { checkSender } from '../mail/sender/check-sender.ts';
import { openBreachedFile } from '../policy/breached.ts';
import { deviations } from '../policy/deviations.ts';
import type { Policy } from '../policy/policy.ts';
import { leastLength, waysOf } from '../policy/ways.ts';
import type { CheckLine, Directory, PolicyFacts } from '../systems/directory.ts';
import { checkCertificates, checkPublicCertificate } from './checks/certificates.ts';
import { checkClocks } from './checks/clocks.ts';
import { checkPages } from './checks/pages.ts';
import { checkProxies } from './checks/proxies.ts';
import { checkRights } from './checks/rights.ts';
import { checkKeys, checkPublicKeys } from './check-keys.ts';
import { checkLedger } from './check-store.ts';
import { type Role, carries } from './role.ts';
import { openApplication, openDirectory, openMailer } from './systems.ts';

/** How long one section may take, in milliseconds; several servers are each given their own timeout within it. */
const PATIENCE_MS = 30_000;
/** What does not even heed that it was given up is left behind. */
const MARGIN_MS = 2000;

export type Section = readonly [title: string, lines: readonly CheckLine[]];

type Lines = readonly CheckLine[] | Promise<readonly CheckLine[]>;
type Try = (signal: AbortSignal) => Lines;

/** Tries everything that a role needs, side by side, whatever fails of it; in the order in which it is to be mended. */
export async function* trySections(settings: Settings, role: Role): AsyncGenerator<Section> {
  for (const section of sectionsOf(settings, role).map(trySection)) yield await section;
}

type Attempt = readonly [title: string, work: Try];

const TOOLS = { clock: systemClock, random: systemRandom };

function sectionsOf(settings: Settings, role: Role): readonly Attempt[] {
  return [
    ...(role === 'courier' ? [] : pageSections(settings)),
    ['keys', () => (carries(role) ? checkKeys(settings) : checkPublicKeys(settings))],
    ['ledger', () => checkLedger(settings, role)],
    ['directory', (signal) => tryDirectory(settings, signal)],
    ['rights', (signal) => tryRights(settings, signal)],
    ...(carries(role) ? recipientSections(settings) : []),
    ['certificates', (signal) => checkCertificates(settings, { ...TOOLS, role }, signal)],
  ];
}

function pageSections(settings: Settings): readonly Attempt[] {
  return [
    ['public address', (signal) => checkPublicUrl(settings, signal)],
    ['proxies', () => checkProxies(settings)],
    ['policy', () => checkPolicy(settings)],
    ['pages', () => checkPages(settings)],
  ];
}

function recipientSections(settings: Settings): readonly Attempt[] {
  const { directory, applications } = settings;
  return [
    ['mail', (signal) => tryOut(openMailer(settings, TOOLS), signal)],
    ['sender', (signal) => checkSender(settings.mail, { servers: settings.check.resolvers, signal })],
    ...applications.map((application) => {
      const work: Try = (signal) => tryOut(openApplication(application, directory, TOOLS), signal);
      return [`application ${application.name}`, work] as const;
    }),
    ['clocks', (signal) => checkClocks(settings, systemClock, signal)],
  ];
}

async function trySection([title, work]: Attempt): Promise<Section> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const { promise: left, resolve } = Promise.withResolvers<readonly CheckLine[]>();
  const timer = setTimeout(resolve, PATIENCE_MS + MARGIN_MS, [unanswered()]);
  try {
    return [title, await Promise.race([attempt([title, work], patience), left])];
  } finally {
    clearTimeout(timer);
  }
}

function unanswered(): CheckLine {
  const what = `no answer within ${(PATIENCE_MS + MARGIN_MS) / 1000} seconds`;
  return { level: 'failure', what, mend: 'see what holds it up on the other side, then check again' };
}

/** A section that cannot even begin is one that failed. */
async function attempt([title, work]: Attempt, signal: AbortSignal): Promise<readonly CheckLine[]> {
  try {
    return await work(signal);
  } catch (thrown) {
    return [{ level: 'failure', what: withoutName(title, messageOf(thrown)), mend: mendFor(thrown) }];
  }
}

/** A connector's faults begin with its application's name, which stands in the title already. */
function withoutName(title: string, message: string): string {
  const named = `${title.replace(/^application /, '')}: `;
  return message.startsWith(named) ? message.slice(named.length) : message;
}

function mendFor(thrown: unknown): string {
  const isFile = thrown instanceof AppError && thrown.code === 'DIRECTORY_FILE';
  if (isFile) return 'check the folder, free space, and who may write there; restore a damaged file from your backup';
  return 'mend the setting that is named';
}

interface Checkable extends AsyncDisposable {
  check(signal?: AbortSignal): Promise<readonly CheckLine[]>;
}

async function tryOut(opening: Checkable | Promise<Checkable>, signal: AbortSignal): Promise<readonly CheckLine[]> {
  await using system = await opening;
  return await system.check(signal);
}

async function tryDirectory({ directory, policy }: Settings, signal: AbortSignal): Promise<readonly CheckLine[]> {
  await using opened = await openDirectory(directory, TOOLS);
  return await opened.check(signal, factsOf(policy));
}

/** What every password has that the page lets through, whichever way it goes. */
function factsOf(policy: Policy): PolicyFacts {
  const ways = waysOf(policy);
  return {
    minimumLength: Math.min(...ways.map(leastLength)),
    minimumClasses: Math.min(...ways.map((way) => Math.max(way.minimumClasses, way.required.length))),
    refusesPersonal: policy.personal === 'refuse',
  };
}

async function tryRights(settings: Settings, signal: AbortSignal): Promise<readonly CheckLine[]> {
  const open = (): Promise<Directory> => openDirectory(settings.directory, TOOLS);
  return await checkRights(settings, { ...TOOLS, open }, signal);
}

/** Without TLS the settings let nothing through but this machine's own address: a trial, in which nothing is wrong. */
async function checkPublicUrl({ publicUrl, listen }: Settings, signal: AbortSignal): Promise<readonly CheckLine[]> {
  const what = `links start with ${publicUrl.href}`;
  if (publicUrl.protocol === 'https:')
    return [{ level: 'ok', what }, await checkPublicCertificate(publicUrl, TOOLS, signal)];
  const ok = `${what}: in clear, for this machine alone; people need an https:// address`;
  return [{ level: 'ok', what: ok }, ...checkPort(publicUrl, listen.port)];
}

/** On this machine there usually is no proxy in between. */
function checkPort({ port, href }: URL, listened: number): readonly CheckLine[] {
  if (Number(port === '' ? 80 : port) === listened) return [];
  const what = `links start with ${href}, and Jeton listens on port ${listened}`;
  return [
    { level: 'warning', what, mend: 'unless a proxy listens there, write the same port in publicUrl and listen' },
  ];
}

/** The deviations are the procedure's own choice; whoever answers for the service should know them. */
async function checkPolicy({ policy, breachedFile }: Settings): Promise<readonly CheckLine[]> {
  const missed = deviations(policy).map(
    ({ id, demand }) => `by its own choice it does not follow ${id}, which demands: ${demand}`,
  );
  const list = breachedFile === undefined ? [] : [`the list of breached passwords is in order: ${breachedFile}`];
  if (breachedFile !== undefined) await (await openBreachedFile(breachedFile))[Symbol.asyncDispose]();
  return [`profile ${policy.profile}`, ...list, ...missed].map((what) => ({ level: 'ok', what }));
}
