import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { makeBed } from '../bed.ts';
import { pinned } from '../cores.ts';
import { residentOf } from '../processes.ts';
import { jeton } from '../products/jeton.ts';
import { lemonldap } from '../products/lemonldap.ts';
import { median, short, spread, table } from '../statistics.ts';
import { progress, type Row } from './row.ts';

/** Starts for each round: a single one says little. */
const EACH = 4;
const FEW_PEOPLE = 300;
const MEGABYTE = 1024 * 1024;

/** From the command to the first page answered, beside what Node itself takes to do nothing. */
export const startRow: Row = async (settings) => {
  await using bed = await makeBed({ ...settings, people: FEW_PEOPLE });
  const products = [jeton(), ...(settings.withPeer ? [lemonldap()] : [])];
  const nothing: number[] = [];
  const starts = new Map(products.map((product) => [product.name, [] as number[]]));
  const memory = new Map(products.map((product) => [product.name, [] as number[]]));
  // The first one finds nothing that an earlier start has kept.
  progress('start: once, not counted');
  await (await jeton().start(bed))[Symbol.asyncDispose]();
  for (let round = 0; round < settings.rounds * EACH; round += 1) {
    progress(`start ${round + 1}`);
    nothing.push(await timeOfNothing(settings.cores.server));
    for (const product of products) {
      await using running = await product.start(bed);
      starts.get(product.name)?.push(running.startMs);
      memory.get(product.name)?.push(residentOf(running.pids[0] ?? 0) / MEGABYTE);
    }
  }
  const rows = [...starts].map(([name, times]) => [
    name,
    spread(times),
    short(median(times) / median(nothing)),
    short(median(memory.get(name) ?? [])),
  ]);
  const head = ['what', 'ms to the first answer', 'to `node -e 0`', 'MB resident then'];
  return `## Start\n\n${table(head, [['`node -e 0`', spread(nothing), '1.00', '-'], ...rows])}\n`;
};

async function timeOfNothing(cores: string): Promise<number> {
  const [program, ...args] = pinned(cores, [process.execPath, '-e', '0']);
  const began = performance.now();
  await once(spawn(program, args, { stdio: 'ignore' }), 'exit');
  return performance.now() - began;
}
