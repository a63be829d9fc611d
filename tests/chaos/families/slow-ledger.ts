import assert from 'node:assert/strict';
import { keepLedgerBusy } from '../../support/busy-ledger.ts';
import { type Scene, runCampaign } from '../campaign.ts';
import { DiskOfWorld } from '../disk-of-world.ts';
import { oneAfterTheOther } from '../faults.ts';
import { choose, comeToTheForm, peopleOf, waitUntilOpens } from '../scenes.ts';
import type { Fault } from '../stage.ts';
import type { Family } from './family.ts';

/** A flush takes about as long on a disk that is shared with too many others, in milliseconds. */
const SLOW_MS = 500;
/** What is logged when somebody has waited for the lock for too long, and nothing else. */
const LOCKED = /LEDGER_UNAVAILABLE|the ledger cannot be used|the ledger is unavailable|could not look at the ledger/;

function faultsOf(disk: DiskOfWorld): readonly [Fault, ...Fault[]] {
  return [
    { name: 'flushes are slow', begin: () => disk.slow.slow(SLOW_MS), end: () => disk.slow.slow(0) },
    { name: 'flushes do not end', begin: () => disk.slow.hold(), end: () => disk.slow.release() },
    lockedByAnother(),
  ];
}

function lockedByAnother(): Fault {
  let busy: AsyncDisposable | undefined;
  return {
    name: 'another process keeps it locked',
    begin({ world }) {
      busy = keepLedgerBusy(world.installation.ledger);
    },
    end: () => busy?.[Symbol.asyncDispose](),
  };
}

/** What the disk does not have yet, nobody is told, and nothing is done about it: a power cut could take it back. */
function nothingBeforeTheDisk(disk: DiskOfWorld): Scene {
  return async (stage) => {
    const { slapd } = stage.world;
    const [resident] = peopleOf(stage);
    const password = `Lent-${resident.uid}`;
    const form = await comeToTheForm(stage, resident);
    await disk.slow.hold();
    let isTold = false;
    const choosing = choose(form, password).finally(() => (isTold = true));
    await disk.slow.waitForFlush();
    for (let look = 0; look < LOOKS; look += 1) assert.ok(await slapd.opens(resident.uid, resident.password));
    assert.equal(await slapd.opens(resident.uid, password), false, 'nothing is carried that the disk does not have');
    assert.equal(isTold, false, 'nobody is told what the disk does not have');
    await disk.slow.release();
    await choosing;
    await waitUntilOpens(stage, resident, { password, not: resident.password });
    return { 'nothing before the disk': 1 };
  };
}

/** So many binds take longer than setting a password. */
const LOOKS = 20;

export const slowLedger: Family = {
  name: 'slow-ledger',
  about: 'the ledger’s disk is slow or does not answer, or another process keeps the file locked',
  engines: ['sqlite'],
  long: { journeys: 40, most: 60 },
  round: (extent) => {
    const disk = new DiskOfWorld();
    return runCampaign({
      ...extent,
      trouble: oneAfterTheOther(faultsOf(disk)),
      goesOn: true,
      scenes: [nothingBeforeTheDisk(disk)],
      serve: (world) => disk.set(world),
      mayComplain: LOCKED,
    });
  },
};
