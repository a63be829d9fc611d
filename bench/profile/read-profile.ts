import { readFile } from 'node:fs/promises';
import type { Profiler } from 'node:inspector';

/** A stack frame's time, its callees' included, and where it came from. */
export interface Frame {
  readonly name: string;
  /** A room of ours (`ledger`), a library (`fastify`), `node`, or `(garbage collector)`, `(program)`. */
  readonly owner: string;
  readonly selfUs: number;
  readonly totalUs: number;
  readonly children: readonly Frame[];
}

/** Waiting for something to do is no work. */
const IDLE = '(idle)';

export async function readProfile(file: string): Promise<Frame> {
  const profile = JSON.parse(await readFile(file, 'utf8')) as Profiler.Profile;
  return treeOf(profile);
}

/** The call tree of a profile, callees of one name under one caller put together. */
function treeOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Frame {
  const selfUs = new Map<number, number>();
  samples.forEach((id, index) => selfUs.set(id, (selfUs.get(id) ?? 0) + (timeDeltas[index] ?? 0)));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const build = (node: Profiler.ProfileNode): Frame => {
    const below = (node.children ?? []).flatMap((id) => byId.get(id) ?? []);
    const children = below.filter(({ callFrame }) => callFrame.functionName !== IDLE).map(build);
    const own = selfUs.get(node.id) ?? 0;
    const totalUs = children.reduce((sum, child) => sum + child.totalUs, own);
    return { name: nameOf(node), owner: ownerOf(node), selfUs: own, totalUs, children };
  };
  const [root] = nodes;
  if (root === undefined) throw new Error('the profile is empty');
  return build(root);
}

function nameOf({ callFrame }: Profiler.ProfileNode): string {
  return callFrame.functionName === '' ? '(anonymous)' : callFrame.functionName;
}

function ownerOf({ callFrame }: Profiler.ProfileNode): string {
  const { url, functionName } = callFrame;
  const library = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(url)?.[1];
  if (library !== undefined) return library;
  const room = /\/src\/([^/]+)\//.exec(url)?.[1];
  if (room !== undefined) return `src/${room}`;
  const builtin = /^node:(?:internal\/)?([^/]+)/.exec(url)?.[1];
  if (builtin !== undefined) return `node:${builtin}`;
  // Without a file: C++ of Node and V8 (system calls, SQLite, cryptography, regular expressions), or the machine.
  return functionName.startsWith('(') ? functionName : 'native';
}

/** Self time by owner, most first. */
export function timeByOwner(root: Frame): readonly (readonly [owner: string, selfUs: number])[] {
  const times = new Map<string, number>();
  visit(root, undefined, (frame, caller) => {
    // What runs in C++ is owed to whoever called it.
    const owner = frame.owner === 'native' && caller !== undefined ? `${caller} (native)` : frame.owner;
    times.set(owner, (times.get(owner) ?? 0) + frame.selfUs);
  });
  return [...times].filter(([, time]) => time > 0).sort(([, one], [, other]) => other - one);
}

/** Self time by function, most first. */
export function timeByFunction(root: Frame): readonly (readonly [name: string, selfUs: number])[] {
  const times = new Map<string, number>();
  visit(root, undefined, ({ name, owner, selfUs }, caller) => {
    const key = `${name} — ${owner === 'native' ? `called by ${caller ?? 'Node'}` : owner}`;
    times.set(key, (times.get(key) ?? 0) + selfUs);
  });
  return [...times].filter(([, time]) => time > 0).sort(([, one], [, other]) => other - one);
}

function visit(
  frame: Frame,
  caller: string | undefined,
  look: (frame: Frame, caller: string | undefined) => void,
): void {
  look(frame, caller);
  const owner = frame.owner === 'native' ? caller : frame.owner;
  for (const child of frame.children) visit(child, owner, look);
}
