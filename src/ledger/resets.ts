import { isUnderWay } from './deliveries.ts';
import type { Db, ResetAccountRow, ResetRow } from './schema.ts';

/** A reset with the accounts behind its link, in the order the page shows them. */
export interface Reset extends ResetRow {
  readonly accounts: readonly ResetAccountRow[];
}

/** Which of a reset's three secrets a hash belongs to; a token is good for its own purpose alone. */
export type TokenUse = 'token_hash' | 'revoke_hash' | 'follow_hash';

/** The reset a token leads to, by the SHA-256 of the token. */
export async function findResetByHash(db: Db, use: TokenUse, hash: Uint8Array): Promise<Reset | undefined> {
  return toReset(await selectWithAccounts(db).where(`reset.${use}`, '=', hash).execute());
}

/** @throws Error when there is none */
export async function getReset(db: Db, id: string): Promise<Reset> {
  const reset = toReset(await selectWithAccounts(db).where('reset.id', '=', id).execute());
  if (reset === undefined) throw new Error(`there is no reset ${id}`);
  return reset;
}

/** One row for each account: a reset has one at least. */
function selectWithAccounts(db: Db) {
  return db
    .selectFrom('reset')
    .innerJoin('reset_account as linked', 'linked.reset_id', 'reset.id')
    .selectAll('linked')
    .select(COLUMNS)
    .orderBy('linked.position');
}

const COLUMNS = [
  ...(['reset.id', 'reset.purpose', 'reset.state', 'reset.language', 'reset.created_at', 'reset.expires_at'] as const),
  ...(['reset.opened_at', 'reset.accepted_at', 'reset.deadline_at', 'reset.ended_at', 'reset.token_hash'] as const),
  ...(['reset.revoke_hash', 'reset.follow_hash', 'reset.address_masked', 'reset.address_hmac'] as const),
  'reset.account_id as used_for',
] as const;

type Joined = Omit<ResetRow, 'account_id'> & ResetAccountRow & { readonly used_for: string | null };

function toReset(rows: readonly Joined[]): Reset | undefined {
  const [first] = rows;
  if (first === undefined) return undefined;
  const accounts = rows.map(toAccount);
  const { id, purpose, state, language, created_at, expires_at, opened_at, accepted_at, deadline_at, ended_at } = first;
  const { token_hash, revoke_hash, follow_hash, address_masked, address_hmac, used_for: account_id } = first;
  const times = { created_at, expires_at, opened_at, accepted_at, deadline_at, ended_at };
  const hashes = { token_hash, revoke_hash, follow_hash };
  return { id, purpose, state, language, ...times, ...hashes, address_masked, address_hmac, account_id, accounts };
}

function toAccount({ reset_id, position, account_id, number, login, password_stamp, issued_at }: Joined) {
  return { reset_id, position, account_id, number, login, password_stamp, issued_at };
}

export async function insertReset(db: Db, { accounts, ...reset }: Reset): Promise<void> {
  await db.insertInto('reset').values(reset).execute();
  await db
    .insertInto('reset_account')
    .values([...accounts])
    .execute();
}

/** Live links that lead to any of these accounts, newest last. */
export async function findOpenResets(db: Db, accountIds: readonly string[], now: number): Promise<readonly ResetRow[]> {
  return await db
    .selectFrom('reset')
    .selectAll()
    .where('state', '=', 'open')
    .where('expires_at', '>', now)
    .where('id', 'in', (select) =>
      select.selectFrom('reset_account').select('reset_id').where('account_id', 'in', accountIds),
    )
    .orderBy('created_at')
    .execute();
}

/** How many links were issued for this account since `since`. */
export async function countIssuedSince(db: Db, accountId: string, since: number): Promise<number> {
  const row = await db
    .selectFrom('reset_account')
    .select(db.fn.countAll<number>().as('count'))
    .where('account_id', '=', accountId)
    .where('issued_at', '>', since)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Ends a live link; false when it was not live any more. */
export async function endReset(
  db: Db,
  { id, state, now }: { id: string; state: 'superseded' | 'revoked' | 'refused'; now: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('reset')
    .set({ state, ended_at: now })
    .where('id', '=', id)
    .where('state', '=', state === 'refused' ? 'used' : 'open')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Notes the first opening; false when it had been opened before. */
export async function markOpened(db: Db, id: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('reset')
    .set({ opened_at: now })
    .where('id', '=', id)
    .where('opened_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export interface Consume {
  readonly id: string;
  readonly accountId: string;
  readonly followHash: Uint8Array;
  readonly now: number;
  readonly deadlineAt: number;
}

/** Uses the link up, atomically: of any number of simultaneous calls exactly one returns true. */
export async function consumeReset(db: Db, { id, accountId, followHash, now, deadlineAt }: Consume): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('reset')
    .set({
      state: 'used',
      ended_at: now,
      accepted_at: now,
      deadline_at: deadlineAt,
      account_id: accountId,
      follow_hash: followHash,
    })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Opens a used link again, after the directory refused the password before anybody was told otherwise. */
export async function reopenReset(db: Db, id: string): Promise<void> {
  await db
    .updateTable('reset')
    .set({ state: 'open', ended_at: null, accepted_at: null, deadline_at: null, account_id: null, follow_hash: null })
    .where('id', '=', id)
    .where('state', '=', 'used')
    .execute();
}

/**
 * Forgets resets whose link has ended (used, replaced, expired) before `endedBefore`, with their deliveries; those that
 * still have something under way stay. Their entries in the audit trail have a life of their own.
 */
export async function deleteOldResets(
  db: Db,
  { endedBefore, limit }: { endedBefore: number; limit: number },
): Promise<void> {
  await db
    .deleteFrom('reset')
    .where('id', 'in', (select) =>
      select
        .selectFrom('reset as old')
        .select('old.id')
        .where('old.expires_at', '<', endedBefore)
        .where((where) =>
          where.not(
            where.exists(
              where
                .selectFrom('delivery')
                .select('delivery.id')
                .whereRef('delivery.reset_id', '=', 'old.id')
                .where(isUnderWay),
            ),
          ),
        )
        .orderBy('old.expires_at')
        .limit(limit),
    )
    .execute();
}

/** The stable ids of the accounts that this number ever stood for. */
export async function findAccountIdsByNumber(db: Db, number: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('reset_account')
    .select('account_id')
    .distinct()
    .where((where) => where.or([where('number', '=', number), where('login', '=', number)]))
    .execute();
  return rows.map(({ account_id }) => account_id);
}
