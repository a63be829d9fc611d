import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import type { Profiler } from 'node:inspector';
import { test } from 'node:test';
import { createTempFolder } from '../../tests/support/temp-folder.ts';
import { flameGraph } from './flame.ts';
import { readProfile, timeByFunction, timeByOwner } from './read-profile.ts';

function node(
  id: number,
  functionName: string,
  more: { url?: string; children?: number[] } = {},
): Profiler.ProfileNode {
  const callFrame = { functionName, url: more.url ?? '', scriptId: '0', lineNumber: 0, columnNumber: 0 };
  return { id, callFrame, ...(more.children === undefined ? {} : { children: more.children }) };
}

const PROFILE: Profiler.Profile = {
  nodes: [
    node(1, '(root)', { children: [2, 5, 6] }),
    node(2, 'transaction', { url: 'file:///x/src/ledger/ledger.ts', children: [3, 4] }),
    node(3, 'run', {}),
    node(4, 'compile', { url: 'file:///x/node_modules/kysely/dist/index.js' }),
    node(5, '(idle)', {}),
    node(6, 'transaction', { url: 'file:///x/src/ledger/ledger.ts' }),
  ],
  startTime: 0,
  endTime: 1000,
  samples: [2, 3, 3, 4, 5, 6],
  timeDeltas: [100, 200, 200, 50, 400, 50],
};

test('time is told by owner and by function: what is idle is none, what runs in C++ is its caller’s', async () => {
  await using folder = await createTempFolder();
  await writeFile(folder.file('profile'), JSON.stringify(PROFILE));
  const tree = await readProfile(folder.file('profile'));
  assert.equal(tree.totalUs, 600);
  assert.deepEqual(timeByOwner(tree), [
    ['src/ledger (native)', 400],
    ['src/ledger', 150],
    ['kysely', 50],
  ]);
  assert.deepEqual(timeByFunction(tree)[0], ['run — called by src/ledger', 400]);
  const picture = flameGraph(tree, 'a < b');
  assert.match(picture, /<title>a &lt; b<\/title>/);
  // Two stacks of one function are one frame: all of the time.
  assert.match(picture, /<title>transaction — src\/ledger, 100\.0 %<\/title><rect x="0\.0" [^>]*width="1199\.5"/);
  assert.match(picture, /<title>compile — kysely, 8\.3 %<\/title>/);
});
