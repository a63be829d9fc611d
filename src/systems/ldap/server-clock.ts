import type { SearchOptions } from 'ldapts';
import type { Clock } from '../../platform/clock.ts';
import { judgeClock } from '../clock-line.ts';
import type { CheckLine } from '../directory.ts';
import { readGeneralizedTime } from './generalized-time.ts';
import type { LdapConnection } from './connection.ts';
import { resultCodeOf } from './faults.ts';
import { valuesOf } from './values.ts';

/** Where servers tell the time. */
const PLACES = [
  // Active Directory: the root DSE itself.
  { dn: '', attribute: 'currentTime' },
  // 389 Directory Server.
  { dn: 'cn=monitor', attribute: 'currentTime' },
  // OpenLDAP with slapd-monitor(5).
  { dn: 'cn=Current,cn=Time,cn=Monitor', attribute: 'monitorTimestamp' },
] as const;

export interface ClockCheck {
  readonly connection: LdapConnection;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Compares the server's clock with ours, where the server tells the time to the service account. */
export async function checkServerClock(check: ClockCheck): Promise<CheckLine> {
  const { url } = check.connection.server;
  for (const place of PLACES) {
    const asked = check.clock.now();
    const time = readGeneralizedTime(await read(check, place));
    // The answer was made somewhere between question and answer.
    if (time !== undefined) return judgeClock(url, time - (asked + check.clock.now()) / 2);
  }
  return { level: 'ok', what: `${url}: does not tell its time (currentTime, cn=monitor), so clocks were not compared` };
}

async function read(
  { connection, signal }: ClockCheck,
  { dn, attribute }: (typeof PLACES)[number],
): Promise<string | undefined> {
  try {
    const options: SearchOptions = { scope: 'base', attributes: [attribute], timeLimit: 1 };
    const found = await connection.ask((client) => client.search(dn, options), signal);
    return found.searchEntries.flatMap((entry) => valuesOf(entry, attribute))[0];
  } catch (error) {
    // It says no; whatever else happened, the next question will meet it too.
    if (resultCodeOf(error) !== undefined) return undefined;
    throw error;
  }
}
