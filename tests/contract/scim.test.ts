import { systemClock } from '../../src/platform/clock.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { Application } from '../../src/systems/application.ts';
import { buildScim } from '../../src/systems/scim/scim.ts';
import { startScimServer } from '../support/scim-server.ts';
import { type ApplicationStand, applicationContract } from './application-contract.ts';
import { httpContract } from './http-contract.ts';

const PERSON = { userName: 'cmartin', externalId: 'id-1', employeeNumber: '28700001' };

interface Place {
  readonly url: string;
  readonly token: string;
  readonly ca: string | undefined;
}

function open({ url, token, ca }: Place): Application {
  return buildScim(
    {
      ...({ type: 'scim', name: 'IPWeb', capacity: undefined, timeoutMs: 120_000 } as const),
      url: new URL(url),
      credentials: { kind: 'bearer', token: new Secret(token) },
      match: { field: 'userName', by: 'login', suffix: '' },
      ca,
    },
    { clock: systemClock, random: systemRandom },
  );
}

async function start(): Promise<ApplicationStand> {
  const server = await startScimServer([PERSON, { userName: 'autre', externalId: 'id-3', employeeNumber: '28700003' }]);
  const { ports, ca, otherCa, token, path } = server;
  return {
    ports,
    open: ({ port, authority, encrypted }) => {
      const url = `${encrypted ? 'https' : 'http'}://127.0.0.1:${port}${path}`;
      return Promise.resolve(open({ url, token, ca: authority === 'right' ? ca : otherCa }));
    },
    holder: { accountId: 'id-1', number: '28700001', login: 'cmartin' },
    stranger: { accountId: 'id-2', number: '28700002', login: 'personne' },
    opens: (password) => Promise.resolve(server.opens(PERSON.userName, password)),
    refused: [
      { password: 'court-1', reason: 'too-short' },
      { password: 'sans-chiffre', reason: 'quality' },
      { password: 'Nouveau-5-mot', reason: 'history' },
    ],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

applicationContract({ connector: 'scim', server: 'SCIMMY 1.3', start });

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
httpContract({
  connector: 'scim',
  open: (port) => open({ url: `http://127.0.0.1:${port}/scim/v2/`, token: 'jeton-de-scim', ca: undefined }),
  found: JSON.stringify({ schemas: [LIST], totalResults: 1, Resources: [{ id: 'u-1', userName: 'cmartin' }] }),
  otherShapes: [
    ...['null', '[]', '{}', '"fait"', '{"status":"ok"}', '{"schemas":"fait"}', '{"error":"denied"}'],
    '{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400"}',
  ],
});
