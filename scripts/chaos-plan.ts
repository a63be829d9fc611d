import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { Family } from '../tests/chaos/families/family.ts';
import { FAMILIES } from '../tests/chaos/families/index.ts';
import type { Engine } from '../tests/chaos/world.ts';
import { ENGINES } from '../tests/support/engines.ts';

export const HELP = `npm run chaos [-- OPTIONS]: long campaigns of faults around real servers

  --family NAME   this family alone, again and again; all of them otherwise, each for its share of the time
  --minutes N     begins no new round after so many minutes (30)
  --kills N       ends a family that kills after so many kills, and not before
  --engine NAME   what keeps the ledger: sqlite (unless said, but for failover) or postgres
  --journeys N    how many people are under way in a round
  --seed N        the first round's seed; the second one's is one more, and so on

Families:
${FAMILIES.map(({ name, about }) => `  ${name.padEnd(14)}${about}`).join('\n')}

Exit code 0: nothing was lost. 1: something was; the seed is printed. 2: the command line is not understood.`;

/** What a campaign is to do. */
export interface Plan {
  readonly families: readonly Family[];
  readonly minutes: number;
  readonly kills: number | undefined;
  readonly journeys: number | undefined;
  readonly seed: number;
  /** What keeps the ledger; each family's own choice unless said. */
  readonly engine: Engine | undefined;
}

/** @returns undefined when help was asked for. @throws an error that says what is not understood */
export function readPlan(args: readonly string[]): Plan | undefined {
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
