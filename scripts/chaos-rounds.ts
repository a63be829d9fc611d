import { sumOf } from '../tests/chaos/campaign.ts';
import type { Family } from '../tests/chaos/families/family.ts';
import type { Counts } from '../tests/chaos/stage.ts';
import { ENGINES } from '../tests/support/engines.ts';
import type { Plan } from './chaos-plan.ts';

const MINUTE = 60_000;
const PROGRESS_MS = 30_000;

/** What came of one family. */
export interface Outcome {
  readonly family: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly counts: Counts;
  readonly failure: string | undefined;
}

/** Every family of a plan in turn, each for its share of the time; one that the machine lacks something for is left out. */
export async function runFamilies(plan: Plan): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const minutes = plan.minutes / plan.families.length;
  for (const family of plan.families) {
    const lack = await family.lacks?.();
    if (lack === undefined) outcomes.push(await run(family, { plan, minutes }));
    else console.log(`${clockTime()}  ${family.name}: left out, since ${lack}`);
  }
  return outcomes;
}

/** Rounds of one family until its time is up, or its kills are done. */
async function run(family: Family, { plan, minutes }: { plan: Plan; minutes: number }): Promise<Outcome> {
  const began = performance.now();
  const end = began + minutes * MINUTE;
  const wanted = family.isKilling === true ? plan.kills : undefined;
  let [rounds, counts, failure]: [number, Counts, string | undefined] = [0, {}, undefined];
  const [usual] = family.engines ?? ENGINES;
  const engine = plan.engine ?? usual;
  const killed = (): number => counts['kills'] ?? 0;
  const goesOn = (): boolean => (wanted === undefined ? performance.now() < end : killed() < wanted);
  do {
    const seed = plan.seed + rounds;
    const journeys = plan.journeys ?? family.long.journeys;
    const most = wanted === undefined ? family.long.most : Math.min(family.long.most, wanted - killed());
    console.log(`${clockTime()}  ${family.name}, round ${rounds + 1}: seed ${seed}, ${journeys} people, ${engine}`);
    try {
      counts = sumOf([
        counts,
        (await family.round({ seed, journeys, most, engine, tell: tellNowAndThen(family, most) })).counts,
      ]);
      console.log(`${clockTime()}  ${family.name}: nothing lost so far; ${inWords(counts)}`);
    } catch (thrown) {
      failure = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      console.error(`${clockTime()}  ${family.name}, seed ${seed}: ${failure}`);
    }
    rounds += 1;
  } while (failure === undefined && goesOn());
  return { family: family.name, rounds, seconds: Math.round((performance.now() - began) / 1000), counts, failure };
}

/** Says how far a round is, every half minute at most. */
function tellNowAndThen({ name }: Family, most: number): (faults: number) => void {
  let next = performance.now() + PROGRESS_MS;
  return (faults) => {
    if (performance.now() < next) return;
    next = performance.now() + PROGRESS_MS;
    console.log(`${clockTime()}  ${name}: ${faults} faults of ${most} at most`);
  };
}

function clockTime(): string {
  return new Date().toISOString().slice(11, 19);
}

function inWords(counts: Counts): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

export function printTable(outcomes: readonly Outcome[]): void {
  console.log('');
  for (const { family, rounds, seconds, counts, failure } of outcomes) {
    console.log(`${family.padEnd(14)}${failure === undefined ? 'kept' : 'LOST'}, ${rounds} rounds, ${seconds} s`);
    for (const [name, count] of Object.entries(counts)) console.log(`  ${name.padEnd(40)}${String(count).padStart(8)}`);
  }
}
