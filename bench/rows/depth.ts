import { makeBed } from '../bed.ts';
import { type Measured, measureCycles } from '../cycle.ts';
import { fillLedger } from '../fill-ledger.ts';
import { jeton } from '../products/jeton.ts';
import type { Product } from '../products/product.ts';
import { median, short, spread, table } from '../statistics.ts';
import { progress, type Row } from './row.ts';

const DEPTH = { resets: 1_000_000, events: 5_000_000 };
const WARM_UP = 300;

/** What a cycle costs on a ledger that years of use have filled, beside an empty one. */
export const depthRow: Row = async (settings) => {
  await using bed = await makeBed(settings);
  const empty = jeton({ name: 'an empty ledger' });
  const full = jeton({
    name: '1,000,000 resets and 5,000,000 events',
    prepareLedger: (file) => fillLedger(file, DEPTH),
  });
  const runs = new Map<Product, Measured[]>([
    [empty, []],
    [full, []],
  ]);
  const { count, concurrency } = settings;
  await using emptyRunning = await empty.start(bed);
  progress('depth: filling a ledger');
  await using fullRunning = await full.start(bed);
  const both = [
    { product: empty, running: emptyRunning },
    { product: full, running: fullRunning },
  ];
  for (const each of both) await measureCycles(bed, each, { count: WARM_UP, concurrency });
  for (let round = 0; round < settings.rounds; round += 1) {
    for (const each of both) {
      progress(`depth, round ${round + 1}: ${each.product.name}`);
      runs.get(each.product)?.push(await measureCycles(bed, each, { count, concurrency }));
    }
  }
  const first = runs.get(empty) ?? [];
  const ratio = (rounds: readonly Measured[], of: (run: Measured) => number): string => {
    const values = rounds.flatMap((run, round) => {
      const beside = first[round];
      return beside === undefined ? [] : [of(run) / of(beside)];
    });
    return short(median(values));
  };
  const rows = [...runs].map(([{ name }, rounds]) => [
    name,
    spread(rounds.map(({ rate }) => rate)),
    spread(rounds.map(({ serverMs }) => serverMs)),
    ratio(rounds, ({ rate }) => rate),
    ratio(rounds, ({ serverMs }) => serverMs),
  ]);
  const head = ['ledger', 'cycles/s', 'CPU ms', 'rate to the empty one', 'CPU to the empty one'];
  return `## A full ledger\n\n${table(head, rows)}\n`;
};
