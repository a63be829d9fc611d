import { createHmac } from 'node:crypto';
import type { WebhookSettings } from '../config/application-settings.ts';
import type { Clock } from '../platform/clock.ts';
import { startDeadline } from '../platform/deadline.ts';
import { AppError } from '../platform/errors.ts';
import type { Random } from '../platform/random.ts';
import type { Secret } from '../platform/secret.ts';
import type { Application, Carried, PasswordNews } from './application.ts';
import type { CheckLine } from './directory.ts';
import { laterOf, placeOf, plainLines, unreachableLine, whatOf } from './http/answers.ts';
import { type Answer, type Failure, startConversation } from './http/conversation.ts';

type WebhookTools = { readonly clock: Clock; readonly random: Random };

const PREFIX = 'whsec_';
const KEY_BYTES = { least: 24, most: 64 } as const;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * An application that is told that a password changed, by an event signed as Standard Webhooks 1.0.0 lays down. The
 * event says whose password changed and when; it never holds the password.
 *
 * 2xx: done. 410: refused, the receiver wants no more. Everything else (redirects, which are not followed; other 4xx,
 * since a wrong path or secret can be mended within the hour; 429 and 5xx, with their Retry-After) is tried again.
 * @throws AppError SETTINGS_INVALID when a secret is none
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function buildWebhook(settings: WebhookSettings, tools: WebhookTools): Application {
  const keys = settings.secrets.map((secret, index) => keyOf(secret, `${settings.name}: secret ${index + 1}`));
  if (keys.length === 0) throw new AppError('SETTINGS_INVALID', `${settings.name}: a webhook needs a secret`);
  const send = (event: WebhookEvent, signal?: AbortSignal): Promise<Answer | Failure> =>
    sendSigned({ settings, keys, clock: tools.clock }, event, signal);
  return {
    name: settings.name,
    carries: 'announcement',
    async deliver(news, signal) {
      return outcomeOf(await send(eventOf(news), signal), tools.clock.now());
    },
    async check(signal) {
      return checkLines(settings, await send(trialEvent(tools), signal));
    },
    async [Symbol.asyncDispose]() {
      // Nothing stays open between two events.
      await Promise.resolve();
    },
  };
}

interface WebhookEvent {
  readonly id: string;
  readonly body: string;
}

function eventOf({ deliveryId, accountId, number, login, chosenAt }: PasswordNews): WebhookEvent {
  const at = new Date(chosenAt).toISOString();
  const data = { deliveryId, accountId, ...(number === '' ? {} : { number }), login, chosenAt: at };
  return { id: deliveryId, body: JSON.stringify({ type: 'password.changed', timestamp: at, data }) };
}

/** A type of its own: receivers are to ignore types that they do not know. */
function trialEvent({ clock, random }: WebhookTools): WebhookEvent {
  const timestamp = new Date(clock.now()).toISOString();
  const id = `check-${random.bytes(16).toString('hex')}`;
  return { id, body: JSON.stringify({ type: 'jeton.check', timestamp, data: {} }) };
}

function keyOf(secret: Secret, what: string): Buffer {
  const text = secret.reveal();
  const base64 = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : '';
  const key = Buffer.from(base64, 'base64');
  if (!BASE64.test(base64) || key.length < KEY_BYTES.least || key.length > KEY_BYTES.most) {
    const { least, most } = KEY_BYTES;
    throw new AppError('SETTINGS_INVALID', `${what} is not ${PREFIX} and ${least} to ${most} bytes in base64`);
  }
  return key;
}

interface Sender {
  readonly settings: WebhookSettings;
  readonly keys: readonly Buffer[];
  readonly clock: Clock;
}

async function sendSigned(
  { settings: { url, ca, timeoutMs }, keys, clock }: Sender,
  { id, body }: WebhookEvent,
  signal?: AbortSignal,
): Promise<Answer | Failure> {
  const timestamp = String(Math.floor(clock.now() / 1000));
  const signatures = keys.map((key) => {
    const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`, 'utf8').digest('base64');
    return `v1,${mac}`;
  });
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Jeton',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
  using deadline = startDeadline(timeoutMs, signal);
  using conversation = startConversation(url.protocol, ca);
  return await conversation.ask({ method: 'POST', url, headers, body, most: 0 }, deadline.signal);
}

function outcomeOf(posted: Answer | Failure, now: number): Carried {
  if (posted.kind === 'failed') return laterOf(posted, now);
  const { status } = posted;
  if (status >= 200 && status < 300) return { kind: 'done' };
  if (status === 410) return { kind: 'refused', reason: 'other', detail: 'HTTP 410: it wants no more events' };
  return laterOf(posted, now);
}

function checkLines({ url }: WebhookSettings, posted: Answer | Failure): readonly CheckLine[] {
  const where = placeOf(url);
  const plain = plainLines(url);
  if (posted.kind === 'failed') return [...plain, unreachableLine(url, posted)];
  if (posted.status >= 200 && posted.status < 300) {
    return [...plain, { level: 'ok', what: `${where} takes signed events (HTTP ${posted.status})` }];
  }
  const mend = 'check the path and that both sides hold the same secret; the trial event is of type jeton.check';
  return [...plain, { level: 'failure', what: `${where} answers ${whatOf(posted.status)}`, mend }];
}
