import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { prepare } from '../../../scripts/prepare.ts';
import { type Draw, draw } from '../../support/draw.ts';
import type { PatroniCluster } from '../../support/patroni.ts';
import { findProgram } from '../../support/programs.ts';
import { runCampaign } from '../campaign.ts';
import { momentOf } from '../killer.ts';
import { type MortalFarm, type Role, foundFarm } from '../mortal-farm.ts';
import { startAsUnit } from '../start-as-unit.ts';
import type { Counts, Stage } from '../stage.ts';
import type { Family } from './family.ts';

const NEEDS = [
  { package: 'patroni', what: 'fail-over of PostgreSQL', isThere: () => findProgram('patroni') !== undefined },
  { package: 'etcd-server', what: 'where Patroni agrees', isThere: () => findProgram('etcd') !== undefined },
];

/** What is logged while no server takes writes, and nothing else. */
const UNAVAILABLE =
  /LEDGER_UNAVAILABLE|the ledger cannot be used|the ledger is unavailable|the ledger went away before the commit|could not look at the ledger/;

/** What happens to the primary. The first two are kills. */
const BLOWS = {
  'primary: postmaster killed': async ({ cluster }) => {
    await cluster.kill9Primary('postmaster');
  },
  'primary: machine killed': async ({ cluster, random }) => {
    const node = await cluster.kill9Primary('machine');
    await pause(random.fraction() * AWAY_MS);
    await cluster.restart(node);
  },
  'primary: stopped, then going on or reset': async ({ cluster, random }) => {
    const node = await cluster.freezePrimary();
    const stopped = random.fraction() * AWAY_MS;
    await pause(Math.min(stopped, WATCHDOG_MS));
    if (stopped < WATCHDOG_MS) cluster.thaw(node);
    else {
      await cluster.kill9(node);
      await cluster.restart(node);
    }
  },
  'primary: switched over': ({ cluster }) => cluster.switchOver(),
} as const satisfies Record<string, (ring: Ring) => Promise<void>>;

type Blow = keyof typeof BLOWS;

const KILLS: readonly Blow[] = ['primary: postmaster killed', 'primary: machine killed'];
/** How often each comes in a turn. */
const TURN: readonly Blow[] = [
  ...KILLS,
  ...KILLS,
  'primary: stopped, then going on or reset',
  'primary: switched over',
];

const MOMENTS = ['time', 'request', 'password', 'password', 'mail', 'announcement'] as const;
/** Some are back before another server takes over (`ttl`, 20 s), some after. Milliseconds. */
const AWAY_MS = 30_000;
/**
 * A machine that stops for longer is reset by its watchdog, safely before another server takes over: going on as if
 * nothing had been, Patroni 3.0.2 would take the lock back, with all that was written elsewhere (patroni/patroni#2689).
 */
const WATCHDOG_MS = 10_000;
/** How long a process is not there, and how long all of them are after that, at most. Milliseconds. */
const DOWN_MS = 3000;
const BETWEEN_MS = 4000;

interface Ring {
  readonly cluster: PatroniCluster;
  readonly random: Draw;
}

/** The primary, web processes and couriers are lost, each in a rhythm of its own, until the primary was often enough. */
async function loseWhatever(stage: Stage, farm: MortalFarm): Promise<Counts> {
  const { cluster } = stage.world;
  assert.ok(cluster, 'the world has a cluster');
  await farm.start();
  let isCalm = false;
  const own = (): Stage => ({
    ...stage,
    random: draw(stage.random.fraction() * 2 ** 32),
    isOver: () => isCalm || stage.isOver(),
  });
  const parts = [
    strikeAgainAndAgain(cluster, own()),
    killAgainAndAgain('web', farm, own()),
    killAgainAndAgain('courier', farm, own()),
  ].map((part) => part.finally(() => (isCalm = true)));
  // One that fails is reported once none of them starts anything any more.
  await Promise.allSettled(parts);
  return Object.fromEntries((await Promise.all(parts)).flatMap((part) => Object.entries(part)));
}

async function strikeAgainAndAgain(cluster: PatroniCluster, stage: Stage): Promise<Counts> {
  const { random, most, isOver, tell } = stage;
  const counts: Record<string, number> = { kills: 0, ...Object.fromEntries(TURN.map((blow) => [blow, 0])) };
  let left: Blow[] = [];
  while ((counts['kills'] ?? 0) < most && !isOver()) {
    if (left.length === 0) left = [...TURN];
    const [blow] = left.splice(Math.floor(random.fraction() * left.length), 1);
    if (blow === undefined) break;
    await momentOf(random.pick(MOMENTS), stage);
    await BLOWS[blow]({ cluster, random });
    await cluster.safe();
    for (const name of KILLS.includes(blow) ? [blow, 'kills'] : [blow]) counts[name] = (counts[name] ?? 0) + 1;
    tell(counts['kills'] ?? 0);
  }
  return counts;
}

async function killAgainAndAgain(role: Role, farm: MortalFarm, stage: Stage): Promise<Counts> {
  const { random, isOver } = stage;
  let [kills, vain] = [0, 0];
  while (!isOver()) {
    await momentOf(random.pick(MOMENTS), stage);
    const { service } = await farm.killOne(role);
    kills += 1;
    await pause(random.fraction() * DOWN_MS);
    vain += await startAsUnit(service, role);
    await pause(random.fraction() * BETWEEN_MS);
  }
  return { [`${role} processes killed`]: kills, [`starts of a ${role} process without a primary`]: vain };
}

export const failover: Family = {
  name: 'failover',
  about: 'kill -9 of the primary of three under Patroni, of one of two web processes, of one of two couriers',
  isKilling: true,
  engines: ['postgres'],
  long: { journeys: 40, most: 8 },
  lacks: () => Promise.resolve(prepare(NEEDS) ? undefined : 'Patroni and etcd are not here'),
  round: (extent) => {
    const founded = Promise.withResolvers<MortalFarm>();
    return runCampaign({
      ...extent,
      trouble: async (stage) => loseWhatever(stage, await founded.promise),
      goesOn: true,
      world: { cluster: true },
      async found({ installation }, random) {
        const farm = await foundFarm(installation, random, { web: 2, courier: 2 });
        founded.resolve(farm);
        return farm;
      },
      mayComplain: UNAVAILABLE,
    });
  },
};
