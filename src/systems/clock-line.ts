import type { CheckLine } from './directory.ts';

/** What a clock that nobody looks after is off by within months. */
const WARNING_MS = 60_000;
/** From here on Kerberos turns everybody away (RFC 4120, 7.5.5), and receivers of signed events do. */
const FAILURE_MS = 5 * 60_000;

/** @param offsetMs by how much the other clock is ahead of ours; negative when it is behind */
export function judgeClock(where: string, offsetMs: number): CheckLine {
  const apart = Math.abs(offsetMs);
  if (apart <= WARNING_MS) return { level: 'ok', what: `${where}: its clock agrees with this machine’s` };
  const seconds = Math.round(apart / 1000);
  const what = `${where}: its clock is ${seconds} seconds ${offsetMs > 0 ? 'ahead of' : 'behind'} this machine’s`;
  const mend = 'Keep both by NTP: over five minutes apart, tickets and signed events are refused.';
  return { level: apart > FAILURE_MS ? 'failure' : 'warning', what, mend };
}
