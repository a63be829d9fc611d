import { type NewDelivery, endUnderWay, insertDeliveries } from '../ledger/deliveries.ts';
import { deciding } from '../ledger/engine.ts';
import type { LedgerTransaction } from '../ledger/ledger.ts';
import { type Reset, countIssuedSince, endReset, findOpenResets, insertReset } from '../ledger/resets.ts';
import type { DeliveryRow } from '../ledger/schema.ts';
import { takeFrom } from '../ledger/throttles.ts';
import type { Message } from '../mail/message.ts';
import { addressHmac, maskAddress } from '../platform/address.ts';
import type { Language } from '../platform/language.ts';
import type { Account, Refusal } from '../systems/directory.ts';
import type { Purpose } from './outcomes.ts';
import type { Lease } from './hand-over.ts';
import { MAIL, type MailParcel, seal } from './parcels.ts';
import type { JourneyParts } from './parts.ts';
import { newId, newToken } from './tokens.ts';

/** A link to be issued. */
export interface Issue {
  readonly accounts: readonly Account[];
  /** The address as the directory holds it: mails go nowhere else. */
  readonly to: string;
  readonly language: Language;
  readonly purpose: Purpose;
  /** Set when the directory refused an accepted password later on, and why. */
  readonly refusedFor?: Refusal;
}

/** A link ready to be written: everything that takes time is done. */
export interface PreparedLink {
  readonly reset: Reset;
  readonly mail: NewDelivery;
  /** What the mail holds. */
  readonly parcel: MailParcel;
}

/** Makes the jeton and seals its mail. */
export async function prepareLink(parts: JourneyParts, issue: Issue): Promise<PreparedLink> {
  const { settings, clock, random } = parts;
  const now = clock.now();
  const id = newId(now, random);
  const [token, revoke] = [newToken(random), newToken(random)];
  const links = {
    link: new URL(`jeton/${token.text}`, settings.publicUrl).href,
    revokeLink: new URL(`not-me/${revoke.text}`, settings.publicUrl).href,
    expiresAt: now + settings.lifetimeMs,
  };
  const { refusedFor: reason, purpose } = issue;
  const message: Message =
    reason === undefined ? { kind: 'link', purpose, ...links } : { kind: 'refused-later', reason, ...links };
  const parcel: MailParcel = { kind: 'mail', to: issue.to, language: issue.language, message };
  const addressed = { resetId: id, recipient: MAIL, state: 'due', deadlineAt: links.expiresAt, parcel } as const;
  const mail = await seal(parts, addressed);
  return { reset: buildReset(parts, issue, { id, now, token: token.hash, revoke: revoke.hash }), mail, parcel };
}

interface Identity {
  readonly id: string;
  readonly now: number;
  readonly token: Uint8Array;
  readonly revoke: Uint8Array;
}

function buildReset({ settings, addressKey }: JourneyParts, issue: Issue, { id, now, token, revoke }: Identity): Reset {
  return {
    id,
    purpose: issue.purpose,
    state: 'open',
    language: issue.language,
    created_at: now,
    expires_at: now + settings.lifetimeMs,
    opened_at: null,
    accepted_at: null,
    deadline_at: null,
    ended_at: null,
    token_hash: token,
    revoke_hash: revoke,
    follow_hash: null,
    address_masked: maskAddress(issue.to),
    address_hmac: addressHmac(addressKey, issue.to),
    account_id: null,
    accounts: issue.accounts.map((account, index) => ({
      reset_id: id,
      position: index + 1,
      account_id: account.id,
      number: account.number,
      login: account.login,
      password_stamp: account.passwordStamp ?? null,
      issued_at: now,
    })),
  };
}

/**
 * Writes a prepared link: older live links to the same accounts die, and their mails with them.
 * @param lease with which the mail is written, when this process carries it itself
 * @returns the mail's row
 */
export async function writeLink(
  tx: LedgerTransaction,
  { reset, mail }: Pick<PreparedLink, 'reset' | 'mail'>,
  lease?: Lease,
): Promise<DeliveryRow | undefined> {
  const accountIds = reset.accounts.map((account) => account.account_id);
  const older = await findOpenResets(tx.db, accountIds, reset.created_at);
  for (const { id } of older) {
    await endReset(tx.db, { id, state: 'superseded', now: reset.created_at });
    await tx.record({ kind: 'link.superseded', resetId: id });
  }
  const resetIds = older.map(({ id }) => id);
  await endUnderWay(tx.db, { resetIds, kinds: ['mail'], state: 'superseded', now: reset.created_at });
  await insertReset(tx.db, reset);
  const [row] = await insertDeliveries(tx, [lease === undefined ? mail : { ...mail, lease }]);
  return row;
}

export type Issued =
  | { readonly kind: 'issued'; readonly expiresAt: number }
  /** The account has had its mails for now: nothing is sent and the link it has stays good. */
  | { readonly kind: 'over-budget'; readonly expiresAt: number }
  | { readonly kind: 'mails-exhausted'; readonly retryAt: number };

/** Issues a link within the mail budgets, in one transaction; the mail sets off as soon as that is committed. */
export async function issueLink(parts: JourneyParts, issue: Issue): Promise<Issued> {
  const prepared = await prepareLink(parts, issue);
  using place = parts.handOver?.reserve(MAIL);
  const written = await parts.ledger.transaction(
    (tx) => writeWithinBudget(parts, { tx, issue, prepared, lease: place?.lease }),
    deciding(prepared.reset.accounts),
  );
  if (written.kind !== 'issued') return written;
  if (written.mail !== undefined) place?.carry(written.mail, prepared.parcel);
  return { kind: 'issued', expiresAt: written.expiresAt };
}

interface Writing {
  readonly tx: LedgerTransaction;
  readonly issue: Issue;
  readonly prepared: PreparedLink;
  readonly lease: Lease | undefined;
}

async function writeWithinBudget(
  parts: JourneyParts,
  { tx, issue, prepared, lease }: Writing,
): Promise<Issued & { readonly mail?: DeliveryRow | undefined }> {
  const { id: resetId, expires_at: expiresAt, address_masked: address, address_hmac: hmac } = prepared.reset;
  const budget = await takeMailBudget(parts, tx, issue.accounts);
  switch (budget.kind) {
    case 'over-budget':
      for (const { id } of issue.accounts) {
        await tx.record({ kind: 'request.over-budget', accountId: id, detail: { address, hmac } });
      }
      return { kind: 'over-budget', expiresAt };
    case 'mails-exhausted':
      await tx.record({ kind: 'request.mails-exhausted', detail: { address, hmac } });
      return budget;
    case 'within': {
      const mail = await writeLink(tx, prepared, lease);
      await tx.record({ kind: 'request.sent', resetId, detail: { address, hmac, accounts: issue.accounts.length } });
      return { kind: 'issued', expiresAt, mail };
    }
  }
}

type Budget = { kind: 'within' } | { kind: 'over-budget' } | { kind: 'mails-exhausted'; retryAt: number };

async function takeMailBudget(
  { settings: { limits }, clock }: JourneyParts,
  tx: LedgerTransaction,
  accounts: readonly Account[],
): Promise<Budget> {
  if (limits === undefined) return { kind: 'within' };
  const now = clock.now();
  for (const { id } of accounts) {
    const issued = await countIssuedSince(tx.db, id, now - limits.mailsPerAccount.windowMs);
    if (issued >= limits.mailsPerAccount.count) return { kind: 'over-budget' };
  }
  const overall = await takeFrom(tx.db, 'mails', { rate: limits.mailsOverall, now });
  return overall.kind === 'allowed' ? { kind: 'within' } : { kind: 'mails-exhausted', retryAt: overall.retryAt };
}
