import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { sumOf } from '../tests/chaos/campaign.ts';
import { ENGINES } from '../tests/support/engines.ts';
import { FAMILIES } from '../tests/chaos/families/index.ts';
import type { Family } from '../tests/chaos/families/family.ts';
import type { Counts } from '../tests/chaos/stage.ts';
import type { Engine } from '../tests/chaos/world.ts';
import { prepare } from './prepare.ts';

const HELP = `npm run chaos [-- OPTIONS]: long campaigns of faults around real servers

  --family NAME   this family alone, again and again; all of them otherwise, each for its share of the time
  --minutes N     begins no new round after so many minutes (30)
  --kills N       ends a family that kills after so many kills, and not before
  --engine NAME   what keeps the ledger: sqlite (unless said, but for failover) or postgres
  --journeys N    how many people are under way in a round
  --seed N        the first round's seed; the second one's is one more, and so on

Families:
${FAMILIES.map(({ name, about }) => `  ${name.padEnd(14)}${about}`).join('\n')}

Exit code 0: nothing was lost. 1: something was; the seed is printed. 2: the command line is not understood.`;

const MINUTE = 60_000;
const PROGRESS_MS = 30_000;

interface Plan {
  readonly families: readonly Family[];
  readonly minutes: number;
  readonly kills: number | undefined;
  readonly journeys: number | undefined;
  readonly seed: number;
  /** What keeps the ledger; each family's own choice unless said. */
  readonly engine: Engine | undefined;
}

/** What came of one family. */
interface Outcome {
  readonly family: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly counts: Counts;
  readonly failure: string | undefined;
}

function readPlan(args: readonly string[]): Plan | undefined {
  const text = { type: 'string' } as const;
  const options = {
    family: text,
    minutes: text,
    kills: text,
    journeys: text,
    seed: text,
    engine: text,
    help: { type: 'boolean' },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.help === true) return undefined;
  const engine = ENGINES.find((each) => each === values.engine);
  if (engine === undefined && values.engine !== undefined) throw new Error(`no engine is called ${values.engine}`);
  const named = FAMILIES.filter(({ name }) => values.family === undefined || name === values.family);
  if (named.length === 0) throw new Error(`no family is called ${String(values.family)}`);
  const families = named.filter(({ engines = ENGINES }) => engine === undefined || engines.includes(engine));
  if (families.length === 0) throw new Error(`${String(values.family)} is not for ${String(engine)}`);
  return {
    families,
    engine,
    minutes: numberOf('minutes', values.minutes) ?? 30,
    kills: numberOf('kills', values.kills),
    journeys: numberOf('journeys', values.journeys),
    seed: numberOf('seed', values.seed) ?? randomInt(2 ** 31),
  };
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new Error(`--${name} takes a number`);
  return Number(text);
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

function printTable(outcomes: readonly Outcome[]): void {
  console.log('');
  for (const { family, rounds, seconds, counts, failure } of outcomes) {
    console.log(`${family.padEnd(14)}${failure === undefined ? 'kept' : 'LOST'}, ${rounds} rounds, ${seconds} s`);
    for (const [name, count] of Object.entries(counts)) console.log(`  ${name.padEnd(40)}${String(count).padStart(8)}`);
  }
}

async function main(args: readonly string[]): Promise<number> {
  let plan: Plan | undefined;
  try {
    plan = readPlan(args);
  } catch (thrown) {
    console.error(`${thrown instanceof Error ? thrown.message : String(thrown)}\n\n${HELP}`);
    return 2;
  }
  if (plan === undefined) {
    console.log(HELP);
    return 0;
  }
  if (!prepare()) return 1;
  const outcomes: Outcome[] = [];
  const minutes = plan.minutes / plan.families.length;
  for (const family of plan.families) {
    const lack = await family.lacks?.();
    if (lack === undefined) outcomes.push(await run(family, { plan, minutes }));
    else console.log(`${clockTime()}  ${family.name}: left out, since ${lack}`);
  }
  printTable(outcomes);
  return outcomes.some(({ failure }) => failure !== undefined) ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
