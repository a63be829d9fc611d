import type { Secret } from '../platform/secret.ts';
import type { Capacity } from '../platform/capacity.ts';
import type { CheckLine, Refusal } from './directory.ts';

/**
 * What an application is handed. `password` is there only for those that carry it
 * (`carries: 'password'`, or `'watch'` for one that tries it); announcements never hold it.
 */
export interface PasswordNews {
  /** Stable across retries; receivers use it to recognise a repetition. */
  readonly deliveryId: string;
  readonly accountId: string;
  /** Empty where the directory has none: then nothing may be looked up by it. */
  readonly number: string;
  readonly login: string;
  readonly password: Secret | undefined;
  /** When the person chose it, milliseconds since the epoch. */
  readonly chosenAt: number;
}

export type Carried =
  | { readonly kind: 'done' }
  /** It will not take this password, now or later. */
  | { readonly kind: 'refused'; readonly reason: Refusal; readonly detail: string }
  /** Not now; `afterMs` is the receiver's own wish (Retry-After), if it gave one. */
  | { readonly kind: 'later'; readonly detail: string; readonly afterMs?: number }
  /** Reached, and it does not have the password yet (a replica that lags): retried, and no sign of an outage. */
  | { readonly kind: 'waiting'; readonly detail: string };

/** How long one try at any recipient may take, in milliseconds. */
export const TRY_MS = 20_000;

/** What is known of an application without opening it. */
export type ApplicationFacts = Pick<Application, 'name' | 'carries' | 'capacity'>;

/** Any other system that must have the new password within the promise. */
export interface Application extends AsyncDisposable {
  /** As the settings name it and people read it: `ENT`, `Moodle`. */
  readonly name: string;
  /** `password`: it is set there. `watch`: tried there until it works. `announcement`: told that it changed. */
  readonly carries: 'password' | 'watch' | 'announcement';
  /** What it can hold, if there is anything that it cannot. */
  readonly capacity?: Capacity | undefined;
  deliver(news: PasswordNews, signal: AbortSignal): Promise<Carried>;
  check(signal?: AbortSignal): Promise<readonly CheckLine[]>;
}
