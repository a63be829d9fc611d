import type { FastifyBaseLogger } from 'fastify';
import type { Journey } from '../journey/outcomes.ts';
import type { Clock } from '../platform/clock.ts';
import type { Institution } from '../platform/institution.ts';
import type { Language } from '../platform/language.ts';
import type { Random } from '../platform/random.ts';
import type { Policy } from '../policy/policy.ts';
import type { Allowed } from './allowed.ts';
import type { Cookies } from './cookies.ts';
import type { Site } from './pages/page.ts';
import type { Kind, Pressure } from './pressure.ts';

/** One answered request, for metrics. */
export interface Answered {
  readonly method: string;
  /** The route's pattern (`/jeton/*`), never the URL; `none` when no route matched. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

export interface WebOptions {
  readonly journey: Journey;
  /** Where people find us; ends in a slash. Every path and link follows from it, whatever `Host` says. */
  readonly publicUrl: URL;
  readonly institution: Institution;
  /** Content of the institution's logo, SVG or PNG. */
  readonly logo: Uint8Array | undefined;
  readonly languages: { readonly default: Language; readonly offered: readonly Language[] };
  readonly policy: Policy;
  /** How long a jeton is good, in milliseconds. */
  readonly lifetimeMs: number;
  /** Within how long a password is valid everywhere, in milliseconds. */
  readonly promiseMs: number;
  /** Names of the applications that get the password. */
  readonly applications: readonly string[];
  /** For how long entries of the audit trail are kept, in milliseconds. */
  readonly trailMs: number;
  /** CIDR ranges whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  readonly clock: Clock;
  readonly random: Random;
  readonly log: FastifyBaseLogger;
  /** Called once for every answer. */
  readonly observe?: (answered: Answered) => void;
  /** Called for everyone who is put off because there is too much to do. */
  readonly onShed?: (kind: Kind) => void;
}

/** What the routes work with. */
export interface WebParts {
  readonly journey: Journey;
  readonly site: Site;
  readonly publicUrl: URL;
  readonly cookies: Cookies;
  readonly clock: Clock;
  readonly random: Random;
  readonly pressure: Pressure;
  /** What every answer carries (`headers.ts`). */
  readonly headers: Readonly<Record<string, string>>;
  /** What each path answers to; filled while the routes are made. */
  readonly allowed: Allowed;
}
