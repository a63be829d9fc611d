import { Client } from 'ldapts';
import type { Bed } from './bed.ts';
import { HttpConnection } from './http-connection.ts';
import { type Run, runLoad } from './load.ts';
import { textOfMail } from './mail-text.ts';
import type { Walker } from './people.ts';
import { cpuMsOf, memoryOf, residentOf } from './processes.ts';
import type { Product, RunningProduct } from './products/product.ts';

/** One run of one server, with what it has cost. */
export interface Measured extends Run {
  /** Processor time of the server for each operation, in milliseconds. */
  readonly serverMs: number;
  readonly slapdMs: number;
  /** Of the load, the relay and whatever else is in this process. */
  readonly bedMs: number;
  /** Operations a second, the mails that follow from them included. */
  readonly rate: number;
  /** Of all processes of the server at its end, in bytes; `resident` of its first process. */
  readonly memory: number;
  readonly resident: number;
}

export interface CycleOptions {
  readonly count: number;
  readonly concurrency: number;
  /** Header fields of one cycle's requests. */
  readonly headersOf?: (index: number) => string;
}

/**
 * Whole cycles: the form, the request, the mail, its link, the password, and a bind that shows that it is there. The run
 * ends when the mails that confirm the changes are there too, so that no server can put work off.
 */
export async function measureCycles(
  bed: Bed,
  { product, running }: { readonly product: Product; readonly running: RunningProduct },
  { count, concurrency, headersOf = () => '' }: CycleOptions,
): Promise<Measured> {
  const { sink, crowd, slapd } = bed;
  const workers = Array.from({ length: concurrency }, () => new Worker(running, slapd.urls.ldap));
  const mails = sink.boxes.count;
  const work = crowd.take(count).map((walker, index) => ({ walker, index }));
  const measured = await measure(bed, running, {
    run: () =>
      runLoad({
        ...{ work, concurrency },
        operation: async ({ walker, index }, number) => {
          await workers[number]?.cycle(bed, { walker, index, headers: headersOf(index) });
        },
      }),
    settled: ({ operations }) => mailsBeyond(bed, mails + operations * product.mailsPerCycle),
  });
  await Promise.all(workers.map((worker) => worker.close()));
  sink.boxes.clear();
  return measured;
}

interface Work {
  readonly run: () => Promise<Run>;
  /** What must have happened besides before the clock stops. */
  readonly settled?: (run: Run) => Promise<void>;
}

/** Runs work and accounts for what it costs. */
async function measure(bed: Bed, running: RunningProduct, { run, settled }: Work): Promise<Measured> {
  const before = { server: cpuMsOf(running.pids), slapd: cpuMsOf([bed.slapd.pid]), bed: process.cpuUsage() };
  const began = performance.now();
  const done = await run();
  await settled?.(done);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before.bed);
  const { operations } = done;
  return {
    ...done,
    rate: operations / seconds,
    serverMs: (cpuMsOf(running.pids) - before.server) / operations,
    slapdMs: (cpuMsOf([bed.slapd.pid]) - before.slapd) / operations,
    bedMs: (user + system) / 1000 / operations,
    memory: memoryOf(running.pids),
    resident: residentOf(running.pids[0] ?? 0),
  };
}

const LOOK_AGAIN_MS = 2;
const PATIENCE_MS = 60_000;

async function mailsBeyond({ sink }: Bed, wanted: number): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (sink.boxes.count < wanted) {
    if (performance.now() > end) throw new Error(`${wanted - sink.boxes.count} mails never came`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

interface One {
  readonly walker: Walker;
  readonly index: number;
  readonly headers: string;
}

/** One person after the other, over one connection. */
class Worker {
  readonly #http: HttpConnection;
  readonly #ldap: Client;
  readonly #running: RunningProduct;

  constructor(running: RunningProduct, directory: string) {
    this.#running = running;
    this.#http = new HttpConnection(running.origin);
    this.#ldap = new Client({ url: directory });
  }

  async cycle({ sink }: Bed, { walker, index, headers }: One): Promise<void> {
    const { steps } = this.#running;
    const password = `Nouveau-${index}-${walker.uid}`;
    const form = await steps.form(this.#http, headers);
    await steps.request(this.#http, { form, address: walker.address, headers });
    const link = steps.linkIn(textOfMail(await sink.boxes.next(walker.address)));
    await steps.choose(this.#http, { link, password, headers });
    await this.#ldap.bind(walker.dn, password);
  }

  async close(): Promise<void> {
    this.#http.close();
    await this.#ldap.unbind();
  }
}
