import { readFileSync, readdirSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second (`getconf CLK_TCK`, 100 everywhere Node runs). */
const TICK_MS = 10;

interface Stat {
  readonly parent: number;
  readonly ticks: number;
}

/** proc(5): the name in parentheses may hold anything, so the fields are counted from its end. */
function statOf(pid: number): Stat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
    return { parent: Number(fields[1]), ticks };
  } catch {
    return undefined;
  }
}

function everyProcess(): Map<number, Stat> {
  const all = new Map<number, Stat>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
    if (stat !== undefined) all.set(Number(name), stat);
  }
  return all;
}

/** These processes and all that descend from them. */
function familyOf(roots: readonly number[]): ReadonlyMap<number, Stat> {
  const all = everyProcess();
  const family = new Map<number, Stat>();
  const queue = [...roots];
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    const stat = all.get(pid);
    if (stat === undefined || family.has(pid)) continue;
    family.set(pid, stat);
    for (const [other, { parent }] of all) if (parent === pid) queue.push(other);
  }
  return family;
}

/** Processor time these processes and their descendants have used so far, in milliseconds; ended descendants included. */
export function cpuMsOf(roots: readonly number[]): number {
  return [...familyOf(roots).values()].reduce((sum, { ticks }) => sum + ticks, 0) * TICK_MS;
}

/** Memory of these processes and their descendants, in bytes: pages that several share are divided among them (PSS). */
export function memoryOf(roots: readonly number[]): number {
  const kilobytes = [...familyOf(roots).keys()].map((pid) => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      return 0;
    }
  });
  return kilobytes.reduce((sum, each) => sum + each, 0) * 1024;
}

/** Resident memory of one process, in bytes, shared pages counted whole (RSS). */
export function residentOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
}
