import { setTimeout as pause } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { AppError, messageOf } from '../../platform/errors.ts';
import { engineOf } from '../dialects.ts';
import type { Db, Schema } from '../schema.ts';
import type { CommitLost } from './faults.ts';

/**
 * How long it is tried to find out what became of a commit, in milliseconds: longer than a fail-over takes, with Patroni's
 * own defaults too (`ttl` 30 s), and shorter than a proxy waits.
 */
const FIND_OUT_MS = 45_000;
const LOOK_AGAIN_MS = 500;
/** How long receipts are kept: far longer than any process takes to ask for one. */
const KEEP_MS = 24 * 3_600_000;

/** The server's own clock: only the server looks at it. */
const SERVER_NOW = '(extract(epoch from clock_timestamp()) * 1000)::bigint';

/** Every transaction that commits leaves its receipt. */
export async function createReceipts(db: Db): Promise<void> {
  await sql`create table receipt (id uuid primary key, at bigint not null)`.execute(db);
  await sql`create index receipt_by_time on receipt using brin (at)`.execute(db);
}

/**
 * The statements before a commit. While it waits for a standby nothing may cut it short: the server would answer that it
 * is committed although only it has it.
 * @param receipt a UUID, which holds nothing to escape
 */
export function writeReceipt(receipt: string): string {
  return `set local statement_timeout = 0; insert into receipt (id, at) values ('${receipt}', ${SERVER_NOW})`;
}

/**
 * Finds out whether a transaction whose commit was not answered took place, by writing its receipt once more, as one that
 * is denied (its time is negative). That waits for the other if it is still under way; where it succeeds, the other can
 * never commit any more, on whatever server. Its own answer may get lost too: what it has written says so the next time. A
 * receipt that is found proves little by itself: a primary that was killed while it waited for its standby has it, and
 * the standby, which may take over next, does not. So the finding is committed too: that waits for the standby again, and
 * what a standby has of it comes after the other.
 * @throws AppError LEDGER_UNSURE when no server says so in time
 */
export async function findOut(
  db: Kysely<Schema>,
  { receipt, cause }: CommitLost,
  closing: AbortSignal,
): Promise<'committed' | 'undone'> {
  const until = performance.now() + FIND_OUT_MS;
  for (;;) {
    try {
      const deny = sql<{ at: number }>`insert into receipt (id, at) values (${receipt}::uuid, - ${sql.raw(SERVER_NOW)})
        on conflict (id) do update set at = receipt.at returning at`;
      const [written] = (await db.transaction().execute((tx) => deny.execute(tx))).rows;
      return written !== undefined && written.at > 0 ? 'committed' : 'undone';
    } catch (thrown) {
      if (performance.now() >= until || closing.aborted) {
        const detail = `whether it was written is not known: ${messageOf(cause)}, then ${messageOf(thrown)}`;
        throw new AppError('LEDGER_UNSURE', detail, { cause: thrown });
      }
    }
    await pause(LOOK_AGAIN_MS, undefined, { signal: closing }).catch(() => undefined);
  }
}

/** Forgets receipts that nobody can ask for any more. Nothing to do on an engine that has none. */
export async function deleteOldReceipts(db: Db): Promise<void> {
  if (engineOf(db) === 'sqlite') return;
  const old = `${SERVER_NOW} - ${KEEP_MS}`;
  await sql.raw(`delete from receipt where at < ${old} and at > - (${old})`).execute(db);
}
