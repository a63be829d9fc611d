import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Bed, makeBed } from '../bed.ts';
import { pinned } from '../cores.ts';
import { floorOrder } from '../floor.ts';
import { HttpConnection } from '../http-connection.ts';
import { runLoad } from '../load.ts';
import { jeton } from '../products/jeton.ts';
import type { RunningProduct } from '../products/product.ts';
import type { SinkMode } from '../sink.ts';
import { median, quantile, spread, table } from '../statistics.ts';
import { progress, type Row } from './row.ts';

const run = promisify(execFile);
/** V8 goes on optimising for some thousand requests, which a long run leaves behind. */
const WARM_UP = 2000;
const MODES: readonly (readonly [name: string, mode: SinkMode])[] = [
  ['a relay that takes mails', 'take'],
  ['a relay that hangs', 'hang'],
];

/** How long a person with a known address waits for an answer, beside a bare search and insert; whatever the relay does. */
export const requestRow: Row = async (settings) => {
  await using bed = await makeBed(settings);
  const bare: number[][] = [];
  const answers = new Map(MODES.map(([name]) => [name, [] as (readonly number[])[]]));
  for (let round = 0; round < settings.rounds; round += 1) {
    progress(`request, round ${round + 1}: bare`);
    bare.push(await measureBare(bed, settings.count));
    for (const [name, mode] of MODES) {
      progress(`request, round ${round + 1}: ${name}`);
      bed.sink.behave('take');
      await using running = await jeton().start(bed);
      await measureRequests(bed, running, WARM_UP);
      bed.sink.behave(mode);
      answers.get(name)?.push(await measureRequests(bed, running, settings.count));
      bed.sink.behave('take');
    }
  }
  const floor = bare.map(median);
  const slowest = bare.map((times) => quantile(times, 0.99));
  const rows = [...answers].map(([name, rounds]) => [
    name,
    spread(rounds.map(median)),
    spread(rounds.map((times) => quantile(times, 0.99))),
    spread(rounds.map((times, round) => quantile(times, 0.99) / (floor[round] ?? Number.NaN))),
    spread(rounds.map((times, round) => quantile(times, 0.99) / (slowest[round] ?? Number.NaN))),
  ]);
  const head = ['with', 'median ms', 'p99 ms', 'p99 to the bare median', 'p99 to the bare p99'];
  const said = `Bare search and insert on the disk: median ${spread(floor)} ms, p99 ${spread(slowest)} ms.`;
  return `## The answer to a request for a known address\n\n${table(head, rows)}\n\n${said}\n`;
};

async function measureRequests(bed: Bed, { origin, steps }: RunningProduct, count: number): Promise<readonly number[]> {
  const connection = new HttpConnection(origin);
  const form = await steps.form(connection, '');
  const operation = async ({ address }: { readonly address: string }): Promise<void> =>
    await steps.request(connection, { form, address, headers: '' });
  const { latencies, failures } = await runLoad({ work: bed.crowd.take(count), concurrency: 1, operation });
  connection.close();
  if (failures.size > 0) throw new Error([...failures.keys()].join('; '));
  return latencies;
}

async function measureBare(bed: Bed, count: number): Promise<number[]> {
  const folder = await mkdtemp(join(bed.folder.path, 'bare-'));
  const script = join(import.meta.dirname, '../bare-request-process.ts');
  const options = ['--disable-warning=ExperimentalWarning', script];
  const [program, ...args] = pinned(bed.cores.server, [process.execPath, ...options]);
  const running = run(program, args);
  running.child.stdin?.end(JSON.stringify({ ...floorOrder(bed, count, 1), ledger: join(folder, 'bare.db') }));
  return JSON.parse((await running).stdout) as number[];
}
