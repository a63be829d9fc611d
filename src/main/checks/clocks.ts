import type { IncomingMessage } from 'node:http';
import type { Settings } from '../../config/settings.ts';
import { readGreeting, timeInGreeting } from '../../mail/smtp-greeting.ts';
import type { Clock } from '../../platform/clock.ts';
import { startDeadline } from '../../platform/deadline.ts';
import { http, https } from '../../platform/node-http.ts';
import { judgeClock } from '../../systems/clock-line.ts';
import type { CheckLine } from '../../systems/directory.ts';
import { type WebServer, webServersOf } from './web-servers.ts';

/** For one server, in milliseconds. */
const PATIENCE_MS = 10_000;

interface Told {
  readonly where: string;
  readonly time: (signal: AbortSignal) => Promise<number | undefined>;
}

/** The clocks of web servers and of the relay, where they tell the time; those that do not, or do not answer, are left out. */
export async function checkClocks(
  settings: Pick<Settings, 'mail' | 'applications'>,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly CheckLine[]> {
  const { smtp } = settings.mail;
  const relay: Told = {
    where: `SMTP relay ${smtp.host}:${smtp.port}`,
    time: async (patience) => timeInGreeting(await readGreeting(smtp, patience)),
  };
  const web = webServersOf(settings).map((server): Told => {
    return { where: `${server.name} (${server.origin.host})`, time: (patience) => timeOf(server, patience) };
  });
  const lines = await Promise.all([relay, ...web].map((told) => compare(told, clock, signal)));
  return lines.flatMap((line) => line ?? []);
}

async function compare({ where, time }: Told, clock: Clock, signal: AbortSignal): Promise<CheckLine | undefined> {
  using patience = startDeadline(PATIENCE_MS, signal);
  const asked = clock.now();
  // Why a server does not answer, its own lines say.
  const theirs = await time(patience.signal).catch(() => undefined);
  return theirs === undefined ? undefined : judgeClock(where, theirs - (asked + clock.now()) / 2);
}

/** The `Date` of an answer, whatever the answer. @see https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1 */
async function timeOf({ origin, ca }: WebServer, signal: AbortSignal): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const options = { method: 'HEAD', agent: false, signal };
  const request =
    origin.protocol === 'https:'
      ? https.request(origin, { ...options, rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) })
      : http.request(origin, options);
  request.on('response', resolve).on('error', reject).end();
  const response = await promise;
  response.on('error', () => undefined).destroy();
  const time = Date.parse(response.headers.date ?? '');
  return Number.isNaN(time) ? undefined : time;
}
