import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Bed } from './bed.ts';
import { pinned } from './cores.ts';
import type { Measured } from './cycle.ts';
import type { Run } from './load.ts';
import { cpuMsOf } from './processes.ts';

/** What the floor's process is told. */
export interface FloorOrder {
  readonly concurrency: number;
  readonly smtpPort: number;
  readonly ldap: { readonly url: string; readonly dn: string; readonly password: string; readonly base: string };
  readonly people: readonly { readonly dn: string; readonly address: string }[];
}

export interface FloorReport extends Omit<Run, 'failures'> {
  readonly cpuMs: number;
  readonly failures: readonly (readonly [string, number])[];
}

const run = promisify(execFile);
const ROOM = 256 * 1024 * 1024;

/** The floor of this bed at this moment: the back-end work of a reset and nothing else, from one process. */
export async function measureFloor(bed: Bed, count: number, concurrency: number): Promise<Measured> {
  const { slapd, sink, cores } = bed;
  const order = floorOrder(bed, count, concurrency);
  const script = join(import.meta.dirname, 'floor-process.ts');
  const [program, ...args] = pinned(cores.server, [process.execPath, script]);
  const before = { slapd: cpuMsOf([slapd.pid]), bed: process.cpuUsage() };
  const running = run(program, args, { maxBuffer: ROOM });
  running.child.stdin?.end(JSON.stringify(order));
  const { stdout } = await running;
  const { user, system } = process.cpuUsage(before.bed);
  const { cpuMs, failures, ...report } = JSON.parse(stdout) as FloorReport;
  sink.boxes.clear();
  return {
    ...report,
    failures: new Map(failures),
    rate: report.operations / report.seconds,
    serverMs: cpuMs,
    slapdMs: (cpuMsOf([slapd.pid]) - before.slapd) / count,
    bedMs: (user + system) / 1000 / count,
    memory: Number.NaN,
    resident: Number.NaN,
  };
}

export function floorOrder({ slapd, sink, crowd }: Bed, count: number, concurrency: number): FloorOrder {
  return {
    concurrency,
    smtpPort: sink.port,
    ldap: { url: slapd.urls.ldap, dn: slapd.service.dn, password: slapd.service.password, base: slapd.base },
    people: crowd.take(count).map(({ dn, address }) => ({ dn, address })),
  };
}
