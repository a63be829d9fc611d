import type { MoodleSettings } from '../../config/application-settings.ts';
import type { Clock } from '../../platform/clock.ts';
import { startDeadline } from '../../platform/deadline.ts';
import type { Secret } from '../../platform/secret.ts';
import type { Application, Carried } from '../application.ts';
import { type Conversation, startConversation } from '../http/conversation.ts';
import { soughtBy } from '../match.ts';
import { foundIn, outcomeOf } from './answers.ts';
import { type Arguments, type Call, FUNCTIONS, buildCall, calledOf, findBy } from './calls.ts';
import { checkMoodle } from './check.ts';

/**
 * A Moodle, by its REST web services: the account is found by one of its fields, and its password set.
 *
 * Nobody found, or several: waiting. Its password policy, and accounts whose passwords Moodle does not hold: refused. Everything else
 * (a token that may not, too, which an administrator can mend) is tried again.
 * @see https://docs.moodle.org/dev/Creating_a_web_service_client
 */
export function buildMoodle(settings: MoodleSettings, { clock }: { readonly clock: Clock }): Application {
  const start = (): Conversation => startConversation(settings.url.protocol, settings.ca);
  const calling =
    (conversation: Conversation, signal?: AbortSignal): Call =>
    async (name, parameters) => {
      using deadline = startDeadline(settings.timeoutMs, signal);
      return calledOf(await conversation.ask(buildCall(settings, name, parameters), deadline.signal), clock.now());
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
      return await carry(calling(conversation, signal), { settings, sought, password });
    },
    async check(signal) {
      using conversation = start();
      return await checkMoodle(settings, calling(conversation, signal));
    },
    async [Symbol.asyncDispose]() {
      // Nothing stays open between two deliveries.
      await Promise.resolve();
    },
  };
}

interface Errand {
  readonly settings: MoodleSettings;
  readonly sought: string;
  readonly password: Secret;
}

async function carry(call: Call, { settings: { match, auth }, sought, password }: Errand): Promise<Carried> {
  const found = foundIn(await call(FUNCTIONS.find, findBy(match.field, sought)), match, sought);
  if (found.kind === 'later') return found;
  if (found.kind !== 'found') return { kind: 'waiting', detail: found.detail };
  if (auth.elsewhere.includes(found.auth)) return { kind: 'done' };
  // Moodle answers "done" for these, and changes nothing.
  if (!auth.own.includes(found.auth)) {
    const detail = `its account logs in by ${found.auth}: no password is set for it there (see \`auth\`)`;
    return { kind: 'refused', reason: 'not-allowed', detail };
  }
  return outcomeOf(await call(FUNCTIONS.update, setting(found.id, password)));
}

/** Whoever has just chosen a password is not made to choose another at the next log-in. */
function setting(id: number, password: Secret): Arguments {
  return {
    'users[0][id]': String(id),
    'users[0][password]': password.reveal(),
    'users[0][preferences][0][type]': 'auth_forcepasswordchange',
    'users[0][preferences][0][value]': '0',
  };
}
