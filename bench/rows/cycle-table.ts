import type { Measured } from '../cycle.ts';
import { median, quantile, short, spread, table } from '../statistics.ts';

const HEAD = [
  ...['what', 'rate/s', 'p50 ms', 'p99 ms', 'CPU ms server', 'slapd', 'bed', 'memory MB', 'failures'],
  ...['rate to the floor', 'CPU to the floor'],
];
const MEGABYTE = 1024 * 1024;

/** One line for each server, medians and spread over the rounds; each round's ratio is to the floor of the same round. */
export function cycleTable(runs: ReadonlyMap<string, readonly Measured[]>, floor: readonly Measured[]): string {
  const rows = [...runs].map(([name, rounds]) => [
    name,
    spread(rounds.map(({ rate }) => rate)),
    short(median(rounds.map(({ latencies }) => quantile(latencies, 0.5)))),
    short(median(rounds.map(({ latencies }) => quantile(latencies, 0.99)))),
    spread(rounds.map(({ serverMs }) => serverMs)),
    short(median(rounds.map(({ slapdMs }) => slapdMs))),
    short(median(rounds.map(({ bedMs }) => bedMs))),
    short(median(rounds.map(({ memory }) => memory / MEGABYTE))),
    failuresOf(rounds),
    spread(rounds.map(({ rate }, round) => rate / (floor[round]?.rate ?? Number.NaN))),
    spread(rounds.map(({ serverMs }, round) => serverMs / (floor[round]?.serverMs ?? Number.NaN))),
  ]);
  return table(HEAD, rows);
}

function failuresOf(rounds: readonly Measured[]): string {
  const all = new Map<string, number>();
  for (const [why, count] of rounds.flatMap(({ failures }) => [...failures])) all.set(why, (all.get(why) ?? 0) + count);
  return all.size === 0 ? '0' : Array.from(all, ([why, count]) => `${count} × ${why}`).join('; ');
}
