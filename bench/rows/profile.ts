import { watch } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeBed } from '../bed.ts';
import { measureCycles } from '../cycle.ts';
import { jeton } from '../products/jeton.ts';
import { flameGraph } from '../profile/flame.ts';
import { readProfile, timeByFunction, timeByOwner } from '../profile/read-profile.ts';
import { short, table } from '../statistics.ts';
import { progress, type Row } from './row.ts';

const ROOT = join(import.meta.dirname, '../..');
const PICTURE = join(ROOT, 'docs/pictures/flame.svg');
const WARM_UP = 500;
const FUNCTIONS = 40;
/** Of the time; the rest is left out of the table of owners. */
const LEAST_SHARE = 0.002;

/** Where a cycle's processor time goes: by room and library, by function, and as a flame graph. */
export const profileRow: Row = async (settings) => {
  await using bed = await makeBed(settings);
  const folder = bed.folder.file('profile');
  await mkdir(folder);
  const file = join(folder, 'server.cpuprofile');
  const product = jeton({
    nodeOptions: ['--import', join(ROOT, 'bench/profile/profiler.ts')],
    environment: { BENCH_PROFILE: file },
  });
  await using running = await product.start(bed);
  const [pid = 0] = running.pids;
  const { count, concurrency } = settings;
  progress('profile: warming up');
  await measureCycles(bed, { product, running }, { count: WARM_UP, concurrency });
  process.kill(pid, 'SIGUSR2');
  progress('profile: cycles');
  const measured = await measureCycles(bed, { product, running }, { count, concurrency });
  const written = untilWritten(folder);
  process.kill(pid, 'SIGUSR2');
  await written;
  const tree = await readProfile(file);
  const perCycle = (us: number): string => short(us / 1000 / measured.operations);
  const share = (us: number): string => `${((100 * us) / tree.totalUs).toFixed(1)} %`;
  const line = ([name, us]: readonly [string, number]): string[] => [name, perCycle(us), share(us)];
  const owners = timeByOwner(tree).filter(([, us]) => us >= LEAST_SHARE * tree.totalUs);
  await writeFile(PICTURE, flameGraph(tree, `Jeton: processor time of ${measured.operations} whole cycles`));
  return [
    `## Where a cycle's processor time goes\n`,
    `${measured.operations} cycles, ${short(measured.serverMs)} ms of processor time each, profiled; the picture is docs/pictures/flame.svg.`,
    `Shares are of the ${perCycle(tree.totalUs)} ms that the main thread was at work or in a system call, by the clock.\n`,
    `${table(['owner', 'ms a cycle', 'share'], owners.map(line))}\n`,
    `${table(['function', 'ms a cycle', 'share'], timeByFunction(tree).slice(0, FUNCTIONS).map(line))}\n`,
  ].join('\n');
};

/** The profiler writes the file in one go; it is whole once the folder reports its end. */
async function untilWritten(folder: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const watcher = watch(folder, (event) => {
    if (event === 'change') resolve(undefined);
  });
  await promise;
  watcher.close();
}
