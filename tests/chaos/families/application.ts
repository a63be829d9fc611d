import assert from 'node:assert/strict';
import type { ReceiverBehaviour } from '../../support/webhook-receiver.ts';
import { until } from '../../support/until.ts';
import { type Scene, runCampaign } from '../campaign.ts';
import { oneAfterTheOther } from '../faults.ts';
import { choose, comeToTheForm, peopleOf, waitForSubject, waitUntilOpens } from '../scenes.ts';
import type { Fault } from '../stage.ts';
import { assertNothingLeft, showTrail } from '../verdict.ts';
import { TimeOfWorld } from '../time-of-world.ts';
import type { Family } from './family.ts';

const MINUTE = 60_000;
const LATE = /n’est pas arrivé partout/;

function behaving(name: string, behaviour: ReceiverBehaviour): Fault {
  return {
    name,
    begin({ world }) {
      world.receiver.behave(behaviour);
    },
    async end({ world: { receiver } }) {
      receiver.behave({});
      await receiver.stop();
      await receiver.start();
    },
  };
}

const FAULTS: readonly [Fault, ...Fault[]] = [
  {
    name: 'is down',
    begin: ({ world }) => world.receiver.stop(),
    end: ({ world }) => world.receiver.start(),
  },
  behaving('answers 503', { status: 503 }),
  behaving('answers 500', { status: 500 }),
  behaving('is slow', { slowMs: 1500 }),
  behaving('hangs', { hangs: true }),
];

/** Down past the promise: the alarm is raised, the person is told which application, and nothing is left to be found. */
function downPastThePromise(time: TimeOfWorld): Scene {
  return async (stage) => {
    const { world, service } = stage;
    const [resident] = peopleOf(stage);
    const password = `Trop-Tard-${resident.uid}`;
    await world.receiver.stop();
    await choose(await comeToTheForm(stage, resident), password);
    await waitUntilOpens(stage, resident, { password, not: resident.password });
    await time.clock.pass(service, 59 * MINUTE);
    assert.doesNotMatch(await showTrail(world.installation, resident.uid), /promise\.missed/);
    await time.clock.pass(service, 2 * MINUTE);
    const mail = await waitForSubject(stage, resident, LATE);
    assert.match(mail.lines.join('\n'), /Moodle/);
    const trail = await showTrail(world.installation, resident.uid);
    assert.match(trail, /promise\.missed \[app:Moodle\]/);
    assert.match(trail, /app:Moodle +expired/);
    await world.receiver.start();
    await time.clock.pass(service, 10 * MINUTE);
    await assertNothingLeft(world);
    assert.equal(world.receiver.announcementsFor(resident.uid).length, 0, 'expired is expired');
    return { 'promises missed': 1 };
  };
}

/** Back just before the promised hour ends: it still hears of the password. */
function backInTime(time: TimeOfWorld): Scene {
  return async (stage) => {
    const { world, service } = stage;
    const [resident] = peopleOf(stage);
    const password = `A-Temps-${resident.uid}`;
    await world.receiver.stop();
    await choose(await comeToTheForm(stage, resident), password);
    await waitUntilOpens(stage, resident, { password, not: resident.password });
    for (let minutes = 0; minutes < 50; minutes += 10) await time.clock.pass(service, 10 * MINUTE);
    await world.receiver.start();
    await time.clock.pass(service, 8 * MINUTE);
    await until(() => world.receiver.announcementsFor(resident.uid)[0], { missing: 'Moodle has not heard of it' });
    assert.doesNotMatch(await showTrail(world.installation, resident.uid), /promise\.missed/);
    return { 'back in time': 1 };
  };
}

export const application: Family = {
  name: 'application',
  about: 'an application down past the promise, back in time, slow, hanging, answering 5xx',
  long: { journeys: 40, most: 70 },
  async round(extent) {
    const time = new TimeOfWorld();
    return await runCampaign({
      ...extent,
      trouble: oneAfterTheOther(FAULTS),
      goesOn: true,
      scenes: [backInTime(time), downPastThePromise(time)],
      serve: (world) => time.set(world),
    });
  },
};
