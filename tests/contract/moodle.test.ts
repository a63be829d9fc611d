import { systemClock } from '../../src/platform/clock.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { Application } from '../../src/systems/application.ts';
import { buildMoodle } from '../../src/systems/moodle/moodle.ts';
import { startMoodle } from '../support/moodle.ts';
import { type ApplicationStand, applicationContract } from './application-contract.ts';
import { httpContract } from './http-contract.ts';

const PERSON = { id: 7, username: 'cmartin', idnumber: '28700001', email: 'cmartin@univ.example' };
const OTHER = { id: 8, username: 'autre', idnumber: '28700003', email: 'autre@univ.example' };

interface Place {
  readonly url: string;
  readonly token: string;
  readonly ca: string | undefined;
}

function open({ url, token, ca }: Place): Application {
  return buildMoodle(
    {
      ...({ type: 'moodle', name: 'Moodle', capacity: undefined, timeoutMs: 120_000 } as const),
      url: new URL(url),
      token: new Secret(token),
      match: { field: 'username', by: 'login', suffix: '' },
      auth: { own: ['manual'], elsewhere: [] },
      ca,
    },
    { clock: systemClock },
  );
}

async function start(): Promise<ApplicationStand> {
  const moodle = await startMoodle([PERSON, OTHER]);
  // Without this, Moodle itself does not say why.
  moodle.site.debugging = true;
  const { ports, ca, otherCa, site } = moodle;
  return {
    ports,
    open: ({ port, authority, encrypted }) => {
      const url = `${encrypted ? 'https' : 'http'}://127.0.0.1:${port}/lms/`;
      return Promise.resolve(open({ url, token: site.token, ca: authority === 'right' ? ca : otherCa }));
    },
    holder: { accountId: 'id-1', number: '28700001', login: 'cmartin' },
    stranger: { accountId: 'id-2', number: '28700002', login: 'personne' },
    opens: (password) => Promise.resolve(moodle.opens(PERSON.username, password)),
    refused: [
      { password: 'Court-1', reason: 'too-short' },
      { password: 'Sans-chiffre', reason: 'quality' },
      { password: 'sans-majuscule-1', reason: 'quality' },
    ],
    [Symbol.asyncDispose]: () => moodle[Symbol.asyncDispose](),
  };
}

applicationContract({ connector: 'moodle', server: 'a stand-in for Moodle 4.5', start });

httpContract({
  connector: 'moodle',
  open: (port) => open({ url: `http://127.0.0.1:${port}`, token: 'jeton-de-moodle', ca: undefined }),
  found: JSON.stringify([{ id: 7, username: 'cmartin', auth: 'manual' }]),
  otherShapes: [
    ...['{}', '"fait"', '7', '[7]', '{"status":"ok"}', '{"warnings":"aucun"}', '{"warnings":[7]}', '{"exception":7}'],
    '[{"id":"sept","username":"cmartin","auth":"manual"}]',
  ],
});
