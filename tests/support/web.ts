import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { JourneySettings } from '../../src/journey/parts.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { buildWeb } from '../../src/web/app.ts';
import type { Answered, WebOptions } from '../../src/web/parts.ts';
import { FormClient, type Response, type Transport } from '../../src/attacks/form-client.ts';
import { type Institution, SETTINGS, startInstitution } from './institution.ts';
import { UNIVERSITY } from './university.ts';

/** The pages over a small institution, reached by injection. */
export interface WebInstitution extends AsyncDisposable {
  readonly institution: Institution;
  readonly app: FastifyInstance;
  readonly base: string;
  /** Everything that was logged, one JSON object a line. */
  readonly logged: string[];
  readonly observed: Answered[];
  /** A browser of its own, at this address. */
  browser(ip?: string): FormClient;
}

export interface WebInstitutionOptions {
  readonly settings?: Partial<JourneySettings>;
  readonly web?: Partial<WebOptions>;
}

export async function startWeb({ settings = {}, web = {} }: WebInstitutionOptions = {}): Promise<WebInstitution> {
  const institution = await startInstitution(settings);
  const { clock, parts, journey } = institution;
  const [logged, observed]: [string[], Answered[]] = [[], []];
  const app = await buildWeb({
    ...factsOf(parts.settings),
    policy: parts.policy,
    journey,
    clock,
    random: systemRandom,
    log: pino({ level: 'trace' }, { write: (line) => void logged.push(line) }),
    observe: (answered) => void observed.push(answered),
    ...web,
  });
  return {
    ...{ institution, app, logged, observed },
    base: parts.settings.publicUrl.pathname,
    browser: (ip = '192.0.2.7') => new FormClient(injection(app, ip)),
    async [Symbol.asyncDispose]() {
      await app.close();
      await institution[Symbol.asyncDispose]();
    },
  };
}

/** What may not differ from one answer to another: all but the time, and what is drawn for each browser. */
export function comparable(headers: Response['headers']): Response['headers'] {
  const cookies = [headers['set-cookie'] ?? []].flat();
  return {
    ...headers,
    date: undefined,
    'set-cookie': cookies.map((cookie) => cookie.replace(/(jeton-waiting=)[\w-]{43}/, '$1DRAWN')),
  };
}

function factsOf({ publicUrl, lifetimeMs, promiseMs }: JourneySettings) {
  return {
    ...{ publicUrl, lifetimeMs, promiseMs },
    institution: UNIVERSITY,
    logo: undefined,
    languages: { default: SETTINGS.defaultLanguage, offered: ['fr', 'en'] as const },
    applications: ['Moodle', 'IPWeb'],
    trailMs: 365 * 24 * 3_600_000,
    trustedProxies: [],
  };
}

function injection(app: FastifyInstance, remoteAddress: string): Transport {
  return async ({ method, url, headers, body }) => {
    const payload = body === undefined ? {} : { payload: body };
    // light-my-request takes any method that the router knows.
    const response = await app.inject({ method: method as 'GET', url, headers, remoteAddress, ...payload });
    return { status: response.statusCode, headers: response.headers as Record<string, string>, body: response.body };
  };
}
