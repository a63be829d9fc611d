import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { personAtWeb } from '../../support/person-at-web.ts';
import { mountSmallDisk } from '../../support/small-disk.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { type Scene, runCampaign } from '../campaign.ts';
import { oneAfterTheOther } from '../faults.ts';
import { choose, comeToTheForm, peopleOf, waitUntilOpens } from '../scenes.ts';
import type { Fault } from '../stage.ts';
import type { World } from '../world.ts';
import type { Family } from './family.ts';

const NOTHING_CHANGED = /Rien n’a été modifié/;
/** What is logged of it, and nothing else. */
const OF_THE_DISK =
  /LEDGER_UNAVAILABLE|the ledger cannot be used|the ledger is unavailable|could not look at the ledger/;

function diskOf({ disk }: World): NonNullable<World['disk']> {
  assert.ok(disk, 'the machine allows a small disk');
  return disk;
}

const FULL: Fault = {
  name: 'is full',
  begin({ world }) {
    diskOf(world).fill();
  },
  end({ world }) {
    diskOf(world).free();
  },
};

/** Full: who asks and who chooses are told that nothing was changed, which is so; with space, the same link is good. */
const toldTheTruth: Scene = async (stage) => {
  const [asks, chooses] = peopleOf(stage);
  const { world } = stage;
  const form = await comeToTheForm(stage, chooses);
  const password = `Disque-${chooses.uid}`;
  emptyLog(world);
  diskOf(world).fill();
  const refused = await personAtWeb(world.installation).request(asks.address);
  assert.equal(refused.status, 503);
  assert.match(refused.body, NOTHING_CHANGED);
  const answer = await form.person.choose(form.shown, password);
  assert.equal(answer.status, 503);
  assert.match(answer.body, NOTHING_CHANGED);
  assert.ok(await world.slapd.opens(chooses.uid, chooses.password));
  diskOf(world).free();
  assert.equal(world.relay.mailsTo(asks.address).length, 0);
  await choose(form, password);
  await waitUntilOpens(stage, chooses, { password, not: chooses.password });
  return { 'told the truth': 1 };
};

/** A log that was written and moved into the file holds room, in which a commit still finds place. */
function emptyLog({ installation }: World): void {
  const file = new DatabaseSync(installation.ledger, { timeout: 5000 });
  file.exec('pragma wal_checkpoint(truncate)');
  file.close();
}

async function lacks(): Promise<string | undefined> {
  await using folder = await createTempFolder('jeton-disk-');
  using small = mountSmallDisk(folder.path);
  return small === undefined ? 'a small file system can be mounted by root on Linux only' : undefined;
}

export const disk: Family = {
  name: 'disk',
  about: 'the disk of the ledger is full',
  engines: ['sqlite'],
  long: { journeys: 40, most: 40 },
  lacks,
  round: (extent) =>
    runCampaign({
      ...extent,
      trouble: oneAfterTheOther([FULL]),
      goesOn: true,
      scenes: [toldTheTruth],
      world: { smallDisk: true },
      mayComplain: OF_THE_DISK,
    }),
};
