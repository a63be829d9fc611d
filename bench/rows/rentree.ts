import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runJeton } from '../../tests/support/jeton.ts';
import { type WebhookReceiver, startWebhookReceiver } from '../../tests/support/webhook-receiver.ts';
import { type Bed, makeBed } from '../bed.ts';
import { runLoad } from '../load.ts';
import type { Walker } from '../people.ts';
import { installJeton, serveJeton } from '../products/jeton.ts';
import { CrowdWalk, opens } from '../rentree/crowd-walk.ts';
import { Diary } from '../rentree/diary.ts';
import { drawRun } from '../rentree/draw.ts';
import { makeTroubles } from '../rentree/troubles.ts';
import { quantile, short, table } from '../statistics.ts';
import { progress, type Row, type Settings } from './row.ts';

const PICTURE = join(import.meta.dirname, '../../docs/pictures/rentree.svg');
const SAY_MS = 15_000;
/** So many more people does a tree hold than can walk the procedure alone. */
const SPARE = 1.4;
const SETTLE_MS = 15 * 60_000;
const LOOK_MS = 500;
const CHECKERS = 8;

/** The first days of term in one go: everybody chooses a password, three applications learn of it, something breaks every minute. */
export const rentreeRow: Row = async (settings) => {
  await using bed = await makeBed({ ...settings, people: Math.ceil(SPARE * settings.people) + 100 });
  let isBusy = false;
  await using moodle = await startWebhookReceiver(() => isBusy);
  await using ipweb = await startWebhookReceiver(() => isBusy);
  const applications = await applicationsOf(bed, [moodle, ipweb]);
  const installation = await installJeton(bed, { applications });
  let service = await serveJeton(bed, installation);
  const levers = {
    bed,
    setBusy: (busy: boolean) => void (isBusy = busy),
    async killService() {
      await service.kill();
      service = await serveJeton(bed, installation);
    },
  };
  const diary = new Diary();
  const over = new AbortController();
  const troubles = makeTroubles(levers, diary, { everyMs: settings.faultEverySeconds * 1000, over: over.signal });
  const walkers = bed.crowd.walkers.slice(0, settings.people);
  await walkAll({ bed, origin: service.origin, steps: service.steps, diary }, walkers, settings);
  over.abort();
  await troubles;
  progress('rentree: everybody is through; waiting for the last deliveries');
  await untilTold([moodle, ipweb], walkers.length);
  const rest = await runJeton(['check', '--config', installation.config]);
  const lost = await countLost(bed, walkers);
  await service[Symbol.asyncDispose]();
  await writeFile(
    PICTURE,
    drawRun(
      diary,
      `La rentrée: ${walkers.length} people, three applications, a fault every ${settings.faultEverySeconds} s`,
    ),
  );
  return report({
    diary,
    walkers,
    lost,
    receivers: [moodle, ipweb],
    atRest: /0 sealed contents, 0 deliveries/.test(rest.stdout),
  });
};

/** YAML of three applications: a copy of the directory, and two that are told. */
async function applicationsOf({ slapd, folder }: Bed, receivers: readonly WebhookReceiver[]): Promise<string> {
  const webhooks = receivers.map(async ({ url, secret }, index) => {
    const file = folder.file(`webhook-${index}.secret`);
    await writeFile(file, secret, { mode: 0o600 });
    return `  - { name: App${index}, type: webhook, url: '${url}', secrets: [{ file: ${file} }] }`;
  });
  const replica = `  - { name: ENT, type: ldap-replica, url: '${slapd.urls.ldap}', tls: none }`;
  return ['applications:', replica, ...(await Promise.all(webhooks))].join('\n');
}

const passwordOf = ({ uid }: Walker): string => `Rentree-${uid}-x`;

async function walkAll(
  around: ConstructorParameters<typeof CrowdWalk>[0],
  walkers: readonly Walker[],
  { concurrency }: Settings,
): Promise<void> {
  const walks = Array.from({ length: concurrency }, () => new CrowdWalk(around));
  const said = setInterval(() => progress(`rentree: ${around.diary.done.length} of ${walkers.length}`), SAY_MS);
  const operation = async (walker: Walker, worker: number): Promise<void> =>
    await walks[worker]?.walk(walker, passwordOf(walker));
  const { failures } = await runLoad({ work: walkers, concurrency, operation, longestMs: Infinity });
  clearInterval(said);
  for (const walk of walks) walk.close();
  if (failures.size > 0) throw new Error([...failures.keys()].join('; '));
}

async function untilTold(receivers: readonly WebhookReceiver[], people: number): Promise<void> {
  const end = performance.now() + SETTLE_MS;
  const toldOf = ({ announcements }: WebhookReceiver): number => new Set(announcements.map(({ login }) => login)).size;
  while (receivers.some((receiver) => toldOf(receiver) < people) && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** Whose password was accepted and does not open their account. */
async function countLost({ slapd }: Bed, walkers: readonly Walker[]): Promise<number> {
  let lost = 0;
  const operation = async (walker: Walker): Promise<void> => {
    if (!(await opens(slapd.urls.ldap, walker.dn, passwordOf(walker)))) lost += 1;
  };
  const { failures } = await runLoad({ work: walkers, concurrency: CHECKERS, operation, longestMs: Infinity });
  if (failures.size > 0) throw new Error([...failures.keys()].join('; '));
  return lost;
}

interface Outcome {
  readonly diary: Diary;
  readonly walkers: readonly Walker[];
  readonly lost: number;
  readonly receivers: readonly WebhookReceiver[];
  readonly atRest: boolean;
}

function report({ diary, walkers, lost, receivers, atRest }: Outcome): string {
  const took = diary.done.map((each) => each.took);
  // The check at the end announces one, too.
  const logins = new Set(walkers.map(({ uid }) => uid));
  const told = receivers.map(({ announcements }) => announcements.filter(({ login }) => logins.has(login)));
  const arrivals = told.flat().map(({ takenAt, chosenAt }) => (takenAt - chosenAt) / 1000);
  const untold = told.map((heard) => walkers.length - new Set(heard.map(({ login }) => login)).size);
  const seconds = diary.done.reduce((last, { at }) => Math.max(last, at), 0);
  const rows = [
    ['people', String(walkers.length)],
    ['faults', `${diary.troubles.length}; ${diary.retries} tries again`],
    ['cycles a second', short(walkers.length / seconds)],
    [
      'from the request to the accepted password, seconds',
      `median ${short(quantile(took, 0.5))}, p99 ${short(quantile(took, 0.99))}, longest ${short(took.reduce((most, each) => Math.max(most, each), 0))}`,
    ],
    [
      'from the accepted password to an application, seconds',
      `median ${short(quantile(arrivals, 0.5))}, p99 ${short(quantile(arrivals, 0.99))}, longest ${short(arrivals.reduce((most, each) => Math.max(most, each), 0))}`,
    ],
    ['accepted passwords that do not open the account', String(lost)],
    ['people of whom an application has not heard', untold.join(', ')],
    ['left under way', atRest ? 'nothing' : 'something'],
  ];
  return `## La rentrée\n\n${table(['what', 'measured'], rows)}\n\nThe picture is docs/pictures/rentree.svg.\n`;
}
