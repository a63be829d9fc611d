import assert from 'node:assert/strict';
import { runCampaign, type Scene } from '../campaign.ts';
import { oneAfterTheOther } from '../faults.ts';
import { choose, comeToTheForm, peopleOf, request, openLink, waitForSubject, waitUntilOpens } from '../scenes.ts';
import type { Fault } from '../stage.ts';
import { showTrail } from '../verdict.ts';
import type { Family } from './family.ts';

const FAULTS: readonly [Fault, ...Fault[]] = [
  { name: 'is stopped', begin: ({ world }) => world.slapd.stop(), end: ({ world }) => world.slapd.start() },
  {
    name: 'hangs',
    begin: ({ world }) => world.slapd.freeze(),
    end({ world }) {
      world.slapd.resume();
    },
  },
  {
    name: 'is restarted',
    async begin({ world }) {
      await world.slapd.stop();
      await world.slapd.start();
    },
    end: () => undefined,
  },
  {
    name: 'is read-only',
    begin: ({ world }) => world.slapd.restart({ readOnly: true }),
    end: ({ world }) => world.slapd.restart({}),
  },
  {
    name: 'one of two replicas is gone',
    begin: ({ world: { lines } }) => lines[0].refuse(),
    end: ({ world: { lines } }) => lines[0].admit(),
  },
  {
    name: 'the line is cut',
    begin({ world: { lines } }) {
      for (const line of lines) line.cut('reset');
    },
    end: () => undefined,
  },
  {
    name: 'the line is cut in mid-answer',
    begin({ world: { lines } }) {
      for (const line of lines) line.cutNextAnswers();
    },
    end({ world: { lines } }) {
      for (const line of lines) line.mend();
    },
  },
];

const newerIsShorterThan = 12;

/**
 * Two passwords are accepted while the directory is away, and it refuses the newer one: the older is set, and the person
 * is told of the newer.
 */
const newerRefused: Scene = async (stage) => {
  const [resident] = peopleOf(stage);
  const { slapd, installation } = stage.world;
  const older = `Le-Premier-${resident.uid}`;
  // Enough for Jeton, and too short for the directory.
  const newer = 'Court-2026';
  const first = await comeToTheForm(stage, resident);
  await slapd.stop();
  await choose(first, older);
  await slapd.start();
  const again = await openLink(stage, resident, { person: await request(stage, resident), after: 1 });
  await slapd.stop();
  await choose(again, newer);
  await slapd.start();
  await waitUntilOpens(stage, resident, { password: older, not: newer });
  await waitForSubject(stage, resident, /n’a pas pu être enregistré|could not be saved/);
  assert.match(await showTrail(installation, resident.uid), /delivery\.resumed/);
  return { 'newer refused': 1 };
};

export const directory: Family = {
  name: 'directory',
  about: 'slapd stopped, hanging, read-only, restarted, a replica gone, lines cut, also in mid-answer',
  long: { journeys: 40, most: 70 },
  round: (extent) =>
    runCampaign({
      ...extent,
      trouble: oneAfterTheOther(FAULTS),
      goesOn: true,
      scenes: [newerRefused],
      world: { policy: { history: 3, minimumLength: newerIsShorterThan } },
    }),
};
