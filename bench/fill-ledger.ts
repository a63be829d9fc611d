import { DatabaseSync } from 'node:sqlite';

export interface Depth {
  readonly resets: number;
  readonly events: number;
}

const DAY = 86_400_000;
/** Over how long the resets are spread, in milliseconds; the newest are a day old. */
const SPAN = 365 * DAY;

/** Fills a ledger with what years of use leave behind: resets that are over, their accounts, and the audit trail. */
export function fillLedger(file: string, { resets, events }: Depth): void {
  const database = new DatabaseSync(file);
  try {
    // What is made up here needs no protection from a power cut.
    database.exec('pragma synchronous = off; pragma cache_size = -200000; begin');
    const now = Date.now() - DAY;
    const at = (total: number): string => `(${now} - ${SPAN} + cast(n * ${SPAN / total} as integer))`;
    const numbers = (total: number): string =>
      `with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${total})`;
    const created = at(resets);
    database.exec(`insert into reset (id, purpose, state, language, created_at, expires_at, opened_at, accepted_at,
        deadline_at, ended_at, token_hash, revoke_hash, follow_hash, address_masked, address_hmac, account_id)
      ${numbers(resets)} select printf('0%07x-0000-7000-8000-%012x', n, n), 'reset', 'used', 'fr', ${created},
        ${created} + 43200000, ${created} + 60000, ${created} + 120000, ${created} + 3720000, ${created} + 125000,
        randomblob(32), randomblob(32), randomblob(32), 'l•••@e•••.test', hex(randomblob(32)), hex(n % 60000) from numbers`);
    database.exec(`insert into reset_account (reset_id, position, account_id, number, login, issued_at)
      ${numbers(resets)} select printf('0%07x-0000-7000-8000-%012x', n, n), 1, hex(n % 60000), hex(n % 60000),
        hex(n % 60000), ${created} from numbers`);
    database.exec(`insert into event (at, kind, reset_id, account_id)
      ${numbers(events)} select ${at(events)}, 'link.opened',
        printf('0%07x-0000-7000-8000-%012x', n * ${resets / events}, n * ${resets / events}), hex(n % 60000) from numbers`);
    database.exec('commit; analyze');
  } finally {
    database.close();
  }
}
