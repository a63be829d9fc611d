import assert from 'node:assert/strict';
import type { Behaviour } from '../../support/smtp.ts';
import { until } from '../../support/until.ts';
import { type Scene, runCampaign } from '../campaign.ts';
import { oneAfterTheOther } from '../faults.ts';
import { comeToTheForm, openLink, peopleOf, request } from '../scenes.ts';
import type { Fault } from '../stage.ts';
import { showTrail } from '../verdict.ts';
import { TimeOfWorld } from '../time-of-world.ts';
import type { Family } from './family.ts';

const MINUTE = 60_000;

/** All well again: whoever hangs is cut off, as a relay that is restarted does. */
async function restart({ world: { relay } }: Parameters<Fault['end']>[0]): Promise<void> {
  relay.behave({});
  await relay.stop();
  await relay.start();
}

function behaving(name: string, behaviour: Behaviour): Fault {
  return {
    name,
    begin({ world }) {
      world.relay.behave(behaviour);
    },
    end: restart,
  };
}

const FAULTS: readonly [Fault, ...Fault[]] = [
  { name: 'refuses connections', begin: ({ world }) => world.relay.stop(), end: ({ world }) => world.relay.start() },
  behaving('defers recipients', { recipient: { code: 451, text: '4.7.1 Greylisted' } }),
  behaving('defers messages', { message: { code: 451, text: '4.3.0 Try again later' } }),
  behaving('turns away at the greeting', { greeting: { code: 421, text: '4.3.2 Too busy' } }),
  behaving('hangs before the greeting', { greeting: 'hang' }),
  behaving('hangs after the message', { message: 'hang' }),
  behaving('drops in the middle of a message', { message: 'drop' }),
];

/** One mailbox does not exist: the request is answered, the desk sees the refusal, and nothing is left of the mail. */
const bounce: Scene = async (stage) => {
  const [gone, well] = peopleOf(stage);
  const { relay, installation } = stage.world;
  const refusal = { code: 550, text: '5.1.1 No such mailbox' };
  relay.behave({ recipient: (address) => (address === gone.address ? refusal : undefined) });
  await request(stage, gone);
  await comeToTheForm(stage, well);
  const look = async (): Promise<string | undefined> => {
    const trail = await showTrail(installation, gone.uid);
    return trail.includes('delivery.refused [mail]') ? trail : undefined;
  };
  const trail = await until(look, { missing: 'the refusal is not in the audit trail', patienceMs: 60_000 });
  assert.match(trail, /5\.1\.1 No such mailbox/);
  relay.behave({});
  return { bounces: 1 };
};

/** The relay is away for half an hour: the mail comes when it is back. */
function awayFor30Minutes(time: TimeOfWorld): Scene {
  return async (stage) => {
    const [resident] = peopleOf(stage);
    const { relay } = stage.world;
    await relay.stop();
    const person = await request(stage, resident);
    for (let minutes = 0; minutes < 30; minutes += 10) await time.clock.pass(stage.service, 10 * MINUTE);
    await relay.start();
    await time.clock.pass(stage.service, 6 * MINUTE);
    await openLink(stage, resident, { person });
    return { 'half an hour away': 1 };
  };
}

export const relay: Family = {
  name: 'relay',
  about: 'SMTP refuses, defers, hangs, drops, bounces, is away for half an hour',
  long: { journeys: 40, most: 70 },
  async round(extent) {
    const time = new TimeOfWorld();
    return await runCampaign({
      ...extent,
      trouble: oneAfterTheOther(FAULTS),
      goesOn: true,
      scenes: [bounce, awayFor30Minutes(time)],
      serve: (world) => time.set(world),
      slackMs: 60 * MINUTE,
    });
  },
};
