import { type NewDelivery, endUnderWay, insertDeliveries } from '../ledger/deliveries.ts';
import { deciding } from '../ledger/engine.ts';
import type { LedgerTransaction } from '../ledger/ledger.ts';
import { type Reset, endReset, findOpenResets, forgetReset, insertReset } from '../ledger/resets.ts';
import type { DeliveryRow } from '../ledger/schema.ts';
import type { Message } from '../mail/message.ts';
import { accountNameOf } from '../platform/account-name.ts';
import { addressHmac, maskAddress } from '../platform/address.ts';
import type { Language } from '../platform/language.ts';
import type { Account, Refusal } from '../systems/directory.ts';
import { partByBudget } from './account-budget.ts';
import { takeMail } from './budgets.ts';
import type { Purpose } from './outcomes.ts';
import type { Lease } from './hand-over.ts';
import { mailLanguage } from './mail-language.ts';
import { MAIL, type MailParcel, seal } from './parcels.ts';
import type { JourneyParts } from './parts.ts';
import { hashCode, newCode, writeCode } from './short-codes.ts';
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
  /** The reset that has kept its place while the address was being looked up; what is written is written once for it. */
  readonly insteadOf?: string;
  /** Of the browser that asked: its mail holds a code, too. */
  readonly waitingHash?: string;
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
  const { refusedFor: reason, purpose, waitingHash } = issue;
  const [account, ...others] = issue.accounts;
  const named = account !== undefined && others.length === 0 && { account: accountNameOf(account) };
  const language = mailLanguage(parts, issue.accounts, issue.language);
  const code = waitingHash === undefined ? undefined : newCode(random);
  const message: Message =
    reason === undefined
      ? { kind: 'link', purpose, ...links, ...named, ...(code !== undefined && { code: writeCode(code) }) }
      : { kind: 'refused-later', reason, ...links, ...named };
  const parcel: MailParcel = { kind: 'mail', to: issue.to, language, message };
  const addressed = { resetId: id, recipient: MAIL, state: 'due', deadlineAt: links.expiresAt, parcel } as const;
  const mail = await seal(parts, addressed);
  const codeHash = waitingHash === undefined || code === undefined ? null : hashCode(waitingHash, code);
  const identity = { id, now, token: token.hash, revoke: revoke.hash, code: codeHash };
  return { reset: buildReset(parts, issue, identity), mail, parcel };
}

interface Identity {
  readonly id: string;
  readonly now: number;
  readonly token: Uint8Array;
  readonly revoke: Uint8Array;
  readonly code: Uint8Array | null;
}

/** The row of a reset, and those of its accounts. Pure. */
export function buildReset(
  { settings, addressKey }: JourneyParts,
  issue: Issue,
  { id, now, token, revoke, code }: Identity,
): Reset {
  return {
    id,
    purpose: issue.purpose,
    state: 'open',
    language: mailLanguage({ settings }, issue.accounts, issue.language),
    created_at: now,
    expires_at: now + settings.lifetimeMs,
    opened_at: null,
    accepted_at: null,
    deadline_at: null,
    ended_at: null,
    token_hash: token,
    revoke_hash: revoke,
    follow_hash: null,
    code_hash: code,
    entered_hash: null,
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
  /** The accounts have had their mails for now: nothing is sent and the link they have stays good. */
  | { readonly kind: 'over-budget'; readonly expiresAt: number }
  | { readonly kind: 'mails-exhausted'; readonly retryAt: number }
  /** Another courier has written it already. */
  | { readonly kind: 'done-before'; readonly expiresAt: number };

/** Issues a link within the mail budgets, in one transaction; the mail sets off as soon as that is committed. */
export async function issueLink(parts: JourneyParts, issue: Issue): Promise<Issued> {
  const prepared = await prepareLink(parts, issue);
  using place = parts.handOver?.reserve(MAIL);
  const { mail, ...issued } = await parts.ledger.transaction(
    (tx) => writeWithinBudget(parts, { tx, issue, prepared, lease: place?.lease }),
    deciding(prepared.reset.accounts),
  );
  if (mail !== undefined) place?.carry(mail, prepared.parcel);
  return issued;
}

interface Writing {
  readonly tx: LedgerTransaction;
  readonly issue: Issue;
  readonly prepared: PreparedLink;
  readonly lease: Lease | undefined;
}

async function writeWithinBudget(
  parts: JourneyParts,
  { tx, issue: { insteadOf }, prepared, lease }: Writing,
): Promise<Issued & { readonly mail?: DeliveryRow | undefined }> {
  const { id: resetId, expires_at: expiresAt, address_masked: address, address_hmac: hmac } = prepared.reset;
  const { within, over } = await partByBudget(parts, tx, prepared.reset);
  const exhausted = within.length === 0 ? undefined : await takeMail(parts, tx);
  if (exhausted !== undefined) return { kind: 'mails-exhausted', retryAt: exhausted.retryAt };
  if (insteadOf !== undefined && !(await forgetReset(tx.db, insteadOf))) return { kind: 'done-before', expiresAt };
  for (const { account_id: accountId } of over) {
    await tx.record({ kind: 'request.over-budget', accountId, detail: { address, hmac } });
  }
  if (within.length === 0) return { kind: 'over-budget', expiresAt };
  const mail = await writeLink(tx, { ...prepared, reset: { ...prepared.reset, accounts: within } }, lease);
  await tx.record({ kind: 'request.sent', resetId, detail: { address, hmac, accounts: within.length } });
  return { kind: 'issued', expiresAt, mail };
}
