import type { ScimSettings } from '../../config/application-settings.ts';
import type { Clock } from '../../platform/clock.ts';
import { startDeadline } from '../../platform/deadline.ts';
import type { Random } from '../../platform/random.ts';
import type { Secret } from '../../platform/secret.ts';
import type { Application, Carried } from '../application.ts';
import { type Answer, type Conversation, type Failure, startConversation } from '../http/conversation.ts';
import { soughtBy } from '../match.ts';
import { foundIn, outcomeOf } from './answers.ts';
import { checkScim } from './check.ts';
import { type Ask, type FoundUser, buildPatch, buildSearch } from './requests.ts';

type Tools = { readonly clock: Clock; readonly random: Random };

/**
 * An application that takes passwords over SCIM 2.0: the user is found by a filter, and `password` replaced by a PATCH.
 *
 * 200 and 204: done. Nobody found, several, or gone since: waiting. 400 and 422 that speak of the password: refused. Everything else
 * (401 and 403 too, which an administrator can mend; 429 and 503 with their Retry-After) is tried again.
 * @see https://www.rfc-editor.org/rfc/rfc7644
 */
export function buildScim(settings: ScimSettings, { clock, random }: Tools): Application {
  const start = (): Conversation => startConversation(settings.url.protocol, settings.ca);
  const asking =
    (conversation: Conversation, signal?: AbortSignal): Ask =>
    async (question) => {
      using deadline = startDeadline(settings.timeoutMs, signal);
      return await conversation.ask(question, deadline.signal);
    };
  return {
    name: settings.name,
    carries: 'password',
    capacity: settings.capacity,
    async deliver(news, signal) {
      const { password } = news;
      if (password === undefined) return { kind: 'refused', reason: 'other', detail: 'no password was handed over' };
      const sought = soughtBy(settings.match, news);
      if (sought === undefined) return { kind: 'waiting', detail: `the account has no ${settings.match.by}` };
      using conversation = start();
      return await carry(asking(conversation, signal), { settings, sought, password, clock });
    },
    async check(signal) {
      using conversation = start();
      return await checkScim(settings, asking(conversation, signal), random);
    },
    async [Symbol.asyncDispose]() {
      // Nothing stays open between two deliveries.
      await Promise.resolve();
    },
  };
}

interface Errand {
  readonly settings: ScimSettings;
  readonly sought: string;
  readonly password: Secret;
  readonly clock: Clock;
}

async function carry(ask: Ask, { settings, sought, password, clock }: Errand): Promise<Carried> {
  const searched = await ask(buildSearch(settings, sought));
  const found = foundIn(searched, { field: settings.match.field, sought, now: clock.now() });
  if (found.kind === 'later') return found;
  if (found.kind !== 'found') return { kind: 'waiting', detail: found.detail };
  const { user } = found;
  const patched = await ask(buildPatch(settings, { id: user.id, password }));
  if (!wantsVersion(patched)) return outcomeOf(patched, user, clock.now());
  const again = await ask(buildPatch(settings, { id: user.id, password, version: versionOf(user) }));
  return outcomeOf(again, user, clock.now());
}

/**
 * Versions are only named to servers that ask for them: many answer a weak one with 412 whenever it is.
 * @see https://www.rfc-editor.org/rfc/rfc7644#section-3.14 and https://www.rfc-editor.org/rfc/rfc6585#section-3
 */
function wantsVersion(patched: Answer | Failure): boolean {
  return patched.kind === 'answered' && (patched.status === 412 || patched.status === 428);
}

/** Any version will do where none is shown: the last password chosen wins, whatever else has changed. */
function versionOf({ version }: FoundUser): string {
  return version !== undefined && /^(?:W\/)?"[\x21\x23-\x7e]*"$/.test(version) ? version : '*';
}
