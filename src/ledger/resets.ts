import { isUnderWay } from './deliveries.ts';
import { prepare } from './prepared.ts';
import type { Db, ResetAccountRow, ResetRow } from './schema.ts';

/** A reset with the accounts behind its link, in the order the page shows them. */
export interface Reset extends ResetRow {
  readonly accounts: readonly ResetAccountRow[];
}

/** Which of a reset's secrets a hash belongs to; a token is good for its own purpose alone. */
export type TokenUse = 'token_hash' | 'revoke_hash' | 'follow_hash' | 'code_hash' | 'entered_hash';

/** The reset a token leads to, by the SHA-256 of the token. */
export async function findResetByHash(db: Db, use: TokenUse, hash: Uint8Array): Promise<Reset | undefined> {
  return toReset((await selectByHash[use](db, { hash })).rows);
}

/** @throws Error when there is none */
export async function getReset(db: Db, id: string): Promise<Reset> {
  const reset = toReset(await selectWithAccounts(db).where('reset.id', '=', id).execute());
  if (reset === undefined) throw new Error(`there is no reset ${id}`);
  return reset;
}

const byHash = (use: TokenUse) =>
  prepare<{ hash: Uint8Array }>()((db, value) => selectWithAccounts(db).where(`reset.${use}`, '=', value('hash')));

const selectByHash = {
  token_hash: byHash('token_hash'),
  revoke_hash: byHash('revoke_hash'),
  follow_hash: byHash('follow_hash'),
  code_hash: byHash('code_hash'),
  entered_hash: byHash('entered_hash'),
} as const;

/** One row for each account: a reset has one at least. */
function selectWithAccounts(db: Db) {
  return db
    .selectFrom('reset')
    .innerJoin('reset_account as linked', 'linked.reset_id', 'reset.id')
    .select(COLUMNS)
    .orderBy('linked.position');
}

const COLUMNS = [
  ...(['linked.reset_id', 'linked.position', 'linked.account_id', 'linked.number', 'linked.login'] as const),
  ...(['linked.password_stamp', 'linked.issued_at'] as const),
  ...(['reset.id', 'reset.purpose', 'reset.state', 'reset.language', 'reset.created_at', 'reset.expires_at'] as const),
  ...(['reset.opened_at', 'reset.accepted_at', 'reset.deadline_at', 'reset.ended_at', 'reset.token_hash'] as const),
  ...(['reset.revoke_hash', 'reset.follow_hash', 'reset.address_masked', 'reset.address_hmac'] as const),
  ...(['reset.code_hash', 'reset.entered_hash', 'reset.account_id as used_for'] as const),
] as const;

type Joined = Omit<ResetRow, 'account_id'> & ResetAccountRow & { readonly used_for: string | null };

function toReset(rows: readonly Joined[]): Reset | undefined {
  const [first] = rows;
  if (first === undefined) return undefined;
  const accounts = rows.map(toAccount);
  const { id, purpose, state, language, created_at, expires_at, opened_at, accepted_at, deadline_at, ended_at } = first;
  const { token_hash, revoke_hash, follow_hash, code_hash, entered_hash } = first;
  const { address_masked, address_hmac, used_for: account_id } = first;
  const times = { created_at, expires_at, opened_at, accepted_at, deadline_at, ended_at };
  const hashes = { token_hash, revoke_hash, follow_hash, code_hash, entered_hash };
  return { id, purpose, state, language, ...times, ...hashes, address_masked, address_hmac, account_id, accounts };
}

function toAccount({ reset_id, position, account_id, number, login, password_stamp, issued_at }: Joined) {
  return { reset_id, position, account_id, number, login, password_stamp, issued_at };
}

export async function insertReset(db: Db, { accounts, ...reset }: Reset): Promise<void> {
  await insertRow(db, reset);
  for (const account of accounts) await insertAccount(db, account);
}

const insertRow = prepare<ResetRow>()((db, value) =>
  db.insertInto('reset').values({
    ...{ id: value('id'), purpose: value('purpose'), state: value('state'), language: value('language') },
    ...{ created_at: value('created_at'), expires_at: value('expires_at'), opened_at: value('opened_at') },
    ...{ accepted_at: value('accepted_at'), deadline_at: value('deadline_at'), ended_at: value('ended_at') },
    ...{ token_hash: value('token_hash'), revoke_hash: value('revoke_hash'), follow_hash: value('follow_hash') },
    ...{ address_masked: value('address_masked'), address_hmac: value('address_hmac') },
    ...{ account_id: value('account_id'), code_hash: value('code_hash'), entered_hash: value('entered_hash') },
  }),
);

const insertAccount = prepare<ResetAccountRow>()((db, value) =>
  db.insertInto('reset_account').values({
    ...{ reset_id: value('reset_id'), position: value('position'), account_id: value('account_id') },
    ...{ number: value('number'), login: value('login') },
    ...{ password_stamp: value('password_stamp'), issued_at: value('issued_at') },
  }),
);

/** Live links that lead to any of these accounts, newest last. */
export async function findOpenResets(
  db: Db,
  accountIds: readonly string[],
  now: number,
): Promise<readonly OpenReset[]> {
  const found = new Map<string, OpenReset>();
  for (const accountId of accountIds) {
    const { rows } = await selectOpen(db, { accountId, now });
    for (const row of rows) found.set(row.id, row);
  }
  return [...found.values()].sort((one, other) => one.created_at - other.created_at);
}

export type OpenReset = Pick<ResetRow, 'id' | 'created_at'>;

const selectOpen = prepare<{ accountId: string; now: number }>()((db, value) =>
  db
    .selectFrom('reset')
    .innerJoin('reset_account', 'reset_account.reset_id', 'reset.id')
    .select(['reset.id', 'reset.created_at'])
    .where('reset_account.account_id', '=', value('accountId'))
    .where('reset.state', '=', 'open')
    .where('reset.expires_at', '>', value('now')),
);

/** How many links were issued for this account since `since`. */
export async function countIssuedSince(db: Db, accountId: string, since: number): Promise<number> {
  const [row] = (await countIssued(db, { accountId, since })).rows;
  return row?.count ?? 0;
}

const countIssued = prepare<{ accountId: string; since: number }>()((db, value) =>
  db
    .selectFrom('reset_account')
    .select(db.fn.countAll<number>().as('count'))
    .where('account_id', '=', value('accountId'))
    .where('issued_at', '>', value('since')),
);

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
  return (await noteOpening(db, { id, now })).changed === 1;
}

const noteOpening = prepare<{ id: string; now: number }>()((db, value) =>
  db
    .updateTable('reset')
    .set({ opened_at: value('now') })
    .where('id', '=', value('id'))
    .where('opened_at', 'is', null),
);

/** Gives an open link the token that a browser got for its code; false when the link is not open any more. */
export async function noteEntered(db: Db, entered: { id: string; hash: Uint8Array; now: number }): Promise<boolean> {
  return (await giveToken(db, entered)).changed === 1;
}

const giveToken = prepare<{ id: string; hash: Uint8Array; now: number }>()((db, value) =>
  db
    .updateTable('reset')
    .set({ entered_hash: value('hash') })
    .where('id', '=', value('id'))
    .where('state', '=', 'open')
    .where('expires_at', '>', value('now')),
);

export interface Consume {
  readonly id: string;
  readonly accountId: string;
  readonly followHash: Uint8Array;
  readonly now: number;
  readonly deadlineAt: number;
}

/** Uses the link up, atomically: of any number of simultaneous calls exactly one returns true. */
export async function consumeReset(db: Db, consume: Consume): Promise<boolean> {
  return (await useOpen(db, { ...consume })).changed === 1;
}

const useOpen = prepare<Pick<Consume, keyof Consume>>()((db, value) =>
  db
    .updateTable('reset')
    .set({ state: 'used', ended_at: value('now'), accepted_at: value('now'), deadline_at: value('deadlineAt') })
    .set({ account_id: value('accountId'), follow_hash: value('followHash') })
    .where('id', '=', value('id'))
    .where('state', '=', 'open')
    .where('expires_at', '>', value('now')),
);

/** Opens a used link again, after the directory refused the password before anybody was told otherwise. */
export async function reopenReset(db: Db, id: string): Promise<void> {
  await db
    .updateTable('reset')
    .set({ state: 'open', ended_at: null, accepted_at: null, deadline_at: null, account_id: null, follow_hash: null })
    .where('id', '=', id)
    .where('state', '=', 'used')
    .execute();
}

/** Forgets one reset, with its deliveries; false when somebody else did. */
export async function forgetReset(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('reset').where('id', '=', id).executeTakeFirst();
  return numDeletedRows === 1n;
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
