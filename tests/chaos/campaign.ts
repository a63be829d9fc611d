import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { waitForRest } from '../support/at-rest.ts';
import { type Draw, draw } from '../support/draw.ts';
import type { ServeOptions } from '../support/jeton.ts';
import { type Mortal, MortalService } from './mortal-service.ts';
import type { Counts, Stage, Trouble } from './stage.ts';
import { assertAudited, assertKept, assertNothingLeft } from './verdict.ts';
import { type Counters, type Walk, walk } from './walk.ts';
import { type Engine, type World, type WorldOptions, createWorld } from './world.ts';

/** How much of it there is. */
export interface Extent {
  readonly seed: number;
  /** How many people are on their way at once. */
  readonly journeys: number;
  /** How many faults at most. */
  readonly most: number;
  /** What keeps the ledger; SQLite unless said. */
  readonly engine?: Engine | undefined;
  /** Hears how many faults there have been. */
  readonly tell?: (faults: number) => void;
}

export interface Campaign extends Extent {
  readonly trouble: Trouble;
  /** People who are through set off again until the trouble ends; otherwise that ends when everybody is through. */
  readonly goesOn?: boolean;
  readonly world?: Pick<WorldOptions, 'smallDisk' | 'policy' | 'cluster'>;
  /** How the service is started, in this world. */
  readonly serve?: (world: World) => Promise<ServeOptions>;
  /** What is started, in this world; one process with both roles unless said. */
  readonly found?: (world: World, random: Draw) => Promise<Mortal>;
  /** Faults that the service may log, since they happen. */
  readonly mayComplain?: RegExp;
  /** How far the service's clock may differ from ours, in milliseconds. */
  readonly slackMs?: number;
  /** What else is tried once the crowd is through, each with people of its own. */
  readonly scenes?: readonly Scene[];
}

/** Something that is tried with a few people, step by step, while nobody else is under way. */
export type Scene = (stage: SceneStage) => Promise<Counts>;

export type SceneStage = Pick<Stage, 'world' | 'service' | 'random'>;

/** What a campaign has seen. */
export interface Seen {
  readonly counts: Counts;
  readonly walks: readonly Walk[];
}

/** People that every scene may use up. */
const PEOPLE_PER_SCENE = 3;
/** Whose audit trail is read: it takes a process each. */
const AUDITED = 3;
/** The longest wait between two tries, and more. */
const PATIENCE_MS = 420_000;

/**
 * People walk the procedure while something goes wrong again and again. Then nothing may be missing outside: every
 * password whose acceptance was seen opens its account, every mail has come, every application knows.
 */
export async function runCampaign(campaign: Campaign): Promise<Seen> {
  const { journeys, seed, scenes = [], serve = () => Promise.resolve({}), mayComplain, slackMs = 0 } = campaign;
  const random = draw(seed);
  const worldRandom = draw(random.fraction() * 2 ** 32);
  const count = journeys + scenes.length * PEOPLE_PER_SCENE;
  await using world = await createWorld({ count, random: worldRandom, engine: campaign.engine, ...campaign.world });
  assert.equal(world.people.length, count);
  const found = campaign.found ?? (async () => new MortalService(world.installation, await serve(world)));
  await using service = await found(world, draw(random.fraction() * 2 ** 32));
  const { walks, counts } = await runCrowd(campaign, { world, service, random });
  await waitForRest(world.installation, PATIENCE_MS);
  for (const each of walks) await assertKept(world, each, slackMs);
  for (const each of walks.slice(0, AUDITED)) await assertAudited(world, each);
  const seen: Counts[] = [counts];
  for (const [index, scene] of scenes.entries()) {
    const from = journeys + index * PEOPLE_PER_SCENE;
    const people = world.people.slice(from, from + PEOPLE_PER_SCENE);
    seen.push(await scene({ world: { ...world, people }, service, random }));
  }
  await waitForRest(world.installation, PATIENCE_MS);
  const complaints = service.complaints.filter((line) => mayComplain?.test(line) !== true);
  assert.deepEqual(complaints, [], 'the service logs no other fault');
  assert.equal(await service.stop(), 0);
  await assertNothingLeft(world);
  return { walks, counts: { ...describe(walks), ...sumOf(seen) } };
}

async function runCrowd(
  { journeys, most, trouble, goesOn = false, tell = () => undefined }: Campaign,
  { world, service, random }: SceneStage,
): Promise<{ walks: readonly Walk[]; counts: Counts }> {
  const counters: Counters = { requests: 0, passwords: 0 };
  const seedOf = (): number => random.fraction() * 2 ** 32;
  let [isOver, isCalm] = [false, false];
  const around = {
    world,
    counters,
    up: () => service.up(),
    reach: (client: string) => service.reach(client),
    goesOn: () => goesOn && !isCalm,
    isCalm: () => isCalm,
  };
  const walking = Promise.all(
    world.people.slice(0, journeys).map(async (resident, index) => {
      const own = draw(seedOf());
      await pause(own.fraction() * arrivalMs(journeys));
      return await walk(resident, clientOf(index), { ...around, random: own });
    }),
  ).finally(() => (isOver = true));
  const troubling = trouble({
    ...{ world, service, counters, most, tell, random: draw(seedOf()) },
    isOver: () => isOver,
  }).finally(() => (isCalm = true));
  // Somebody who does not get through ends the trouble, and is reported once it has ended.
  walking.catch(() => undefined);
  const counts = await troubling;
  return { walks: await walking, counts };
}

/** Fifty at once; more than that come one after the other, so that there are always some at every step. */
function arrivalMs(journeys: number): number {
  return Math.max(0, journeys - 50) * 100;
}

/** Everybody comes from an address of their own. */
function clientOf(index: number): string {
  return `198.51.${100 + Math.floor(index / 250)}.${1 + (index % 250)}`;
}

function describe(walks: readonly Walk[]): Counts {
  const rounds = walks.flatMap((each) => each.rounds);
  const total = (of: (each: Walk) => number): number => walks.reduce((sum, each) => sum + of(each), 0);
  const accepted = rounds.filter(({ end }) => end === 'accepted').length;
  return {
    journeys: walks.length,
    'links used': rounds.length,
    'acceptances seen': accepted,
    'acceptances found out afterwards': rounds.length - accepted,
    'answers lost': total(({ lost }) => lost.request + lost.open + lost.password),
    'answers given': total(({ answers }) => answers.given),
    'longest wait for an answer, ms': Math.round(Math.max(0, ...walks.flatMap(({ times }) => times))),
    'told that nothing was changed': total(({ answers }) => answers['nothing changed']),
    'told within the hour': total(({ told }) => told.filter((says) => says !== 'arrived').length),
  };
}

/** Figures that are measured: of several the largest tells. */
const IS_MEASURED = /, (ms|%)$/;

/** Counts of several parts, those of one name added up. */
export function sumOf(parts: readonly Counts[]): Counts {
  const sum: Record<string, number> = {};
  for (const [name, count] of parts.flatMap((part) => Object.entries(part))) {
    const sofar = sum[name] ?? 0;
    sum[name] = IS_MEASURED.test(name) ? Math.max(sofar, count) : sofar + count;
  }
  return sum;
}
