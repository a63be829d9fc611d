import { systemClock } from '../../src/platform/clock.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { Secret } from '../../src/platform/secret.ts';
import { openOwnModule } from '../../src/systems/own-module.ts';
import { PORTAL_CONNECTOR, startPortal } from '../support/portal.ts';
import { type ApplicationStand, applicationContract } from './application-contract.ts';

const LOGIN = 'cmartin';

async function start(): Promise<ApplicationStand> {
  const portal = await startPortal({ logins: [LOGIN] });
  const secrets = { token: new Secret('jeton-de-portail') };
  return {
    ports: { plain: portal.port, encrypted: undefined },
    open: ({ port }) =>
      openOwnModule(
        {
          ...({ type: 'module', name: 'Portail', carries: 'password', capacity: undefined } as const),
          ...{ path: PORTAL_CONNECTOR, options: { url: `http://127.0.0.1:${port}/` }, secrets },
        },
        { clock: systemClock, random: systemRandom },
      ),
    holder: { accountId: 'id-1', number: '28700001', login: LOGIN },
    stranger: { accountId: 'id-2', number: '28700002', login: 'personne' },
    opens: (password) => Promise.resolve(portal.opens(LOGIN, password)),
    refused: [{ password: 'court', reason: 'too-short' }],
    [Symbol.asyncDispose]: () => portal[Symbol.asyncDispose](),
  };
}

applicationContract({ connector: 'module (the example)', server: 'a portal of its own', start });
