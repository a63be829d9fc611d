import type { Db, EventRow } from './schema.ts';

/** Every kind of entry in the audit trail, with what it means. Operators filter on these names: they are stable. */
export const EVENT_KINDS = {
  'request.sent': 'A known address asked; a jeton is on its way.',
  'request.unknown': 'An address that no eligible account has asked.',
  'request.over-budget': 'A known address asked again beyond its mail budget; nothing was sent.',
  'request.throttled': 'A client network asked, or tried links, too often and is told when to come back.',
  'request.neutral': 'The share of unknown answers is used up: known or unknown, the neutral answer was given.',
  'request.mails-exhausted': 'The overall mail budget of this window is spent: whoever asks is put off until it ends.',
  'request.unknown-burst':
    'So many unknown addresses were asked for that everybody gets the neutral answer for a while.',
  'request.forged': 'A form that was posted from another site was refused.',
  'request.malformed': 'A form that no page of ours makes was refused.',
  'link.opened': 'A mailed link was opened for the first time.',
  'link.unknown': 'A link that never was one was opened.',
  'link.reused': 'A link that is no good any more was opened.',
  'link.superseded': 'A newer request replaced a link that was still good.',
  'link.revoked': 'The receiver said it was not them; the link is dead.',
  'link.stale': 'The account changed since the link was issued; the link is dead.',
  'code.entered': 'The code of a mail was typed in the browser that had asked for it, which opens its link there.',
  'code.refused': 'A code was typed that no mail holds for this browser.',
  'code.throttled': 'A browser has typed so many codes that it has to wait; links stay good.',
  'password.accepted': 'A password met the policy and was taken over; the promise runs from here.',
  'password.falls-short': 'A password did not meet the policy; the link stays good.',
  'password.throttled':
    'So many passwords were refused behind one link, or from one network, that it has to wait; links stay good.',
  'password.refused': 'The directory refused the password; the link is open again.',
  'password.refused-later':
    'The directory refused the password after the person had left; a new link is mailed if the address is still theirs.',
  'delivery.done': 'A recipient has it.',
  'delivery.retry': 'A try failed; another will follow.',
  'delivery.refused': 'A recipient refused it for good.',
  'delivery.expired': 'The deadline passed before the recipient had it; its content was erased.',
  'delivery.parked': 'A newer password was chosen: this one, still under way, waits for what becomes of it.',
  'delivery.resumed': 'The directory refused the newer password: the parked one goes on.',
  'delivery.superseded': 'The directory has a newer password: the parked one is given up.',
  'delivery.overtaken':
    'An older password arrived after its lease had ended and a newer one had been tried: the older may have replaced it.',
  'promise.missed': 'The promised time passed and at least one application does not have the password.',
  'service.started': 'A process of the service began, with these settings.',
  'service.stopped': 'A process of the service ended in order.',
  'service.lost': 'A process was not heard of for five minutes: it was killed, or its machine is gone.',
  'keys.rotated': 'New keys were put in front.',
  'ledger.migrated': 'Steps that change the ledger were taken.',
  'ledger.moved': 'The ledger was moved to where it is now.',
  'directory.imported': 'People were read into the embedded directory.',
  'audit.verified': 'Somebody had the whole audit trail verified.',
  'audit.exported': 'Somebody took a copy of entries of the audit trail.',
  'audit.shown': 'Somebody read one person’s entries.',
  'audit.purged': 'Entries past their retention were removed; what remains begins at the anchors.',
  'audit.erased': 'What entries said of one person was erased on request.',
  'audit.accepted': 'Entries that stand outside the chains were looked at and accepted.',
  'audit.begun': 'Chains of the audit trail were begun; entries of before stand outside them.',
  'audit.broken': 'The end of a chain was not as Jeton had left it: entries may have been taken away.',
} as const;

/** What an operator should look at soon: warnings in the log, alarms in the guide. */
export const ALARMS: ReadonlySet<EventKind> = new Set([
  ...(['request.mails-exhausted', 'request.unknown-burst', 'promise.missed', 'service.lost', 'audit.broken'] as const),
]);

export type EventKind = keyof typeof EVENT_KINDS;

/** Facts beside the kind: masked addresses, reasons, counts. Never an address, a password or a token in clear. */
export type EventDetail = Readonly<Record<string, string | number | boolean>>;

export interface NewEvent {
  readonly kind: EventKind;
  readonly resetId?: string;
  readonly accountId?: string;
  readonly recipient?: string;
  /** The network that a request came from: an IPv4 address, or an IPv6 /64. */
  readonly client?: string;
  /** Who did it, when the kind does not say so: a user of the machine, for instance. */
  readonly actor?: string;
  readonly detail?: EventDetail;
}

export interface RecordedEvent extends NewEvent {
  readonly at: number;
}

export interface LedgerEvent extends RecordedEvent {
  readonly id: number;
}

/** One person's entries, oldest first: those of their account and of every link that led to it. */
export async function findEventsOfAccount(db: Db, accountId: string): Promise<readonly LedgerEvent[]> {
  return await findEventsOfAccounts(db, [accountId]);
}

/** The same for one person whom the directory has known under several ids. */
export async function findEventsOfAccounts(db: Db, accountIds: readonly string[]): Promise<readonly LedgerEvent[]> {
  if (accountIds.length === 0) return [];
  const rows = await db
    .selectFrom('event')
    .selectAll()
    .where((where) =>
      where.or([
        where('account_id', 'in', accountIds),
        where(
          'reset_id',
          'in',
          where.selectFrom('reset_account').select('reset_id').where('account_id', 'in', accountIds),
        ),
      ]),
    )
    .orderBy('id')
    .execute();
  return rows.map(eventOf);
}

/** A row, as an entry. */
function eventOf(row: EventRow): LedgerEvent {
  return {
    id: row.id,
    at: row.at,
    kind: row.kind as EventKind,
    ...(row.reset_id === null ? {} : { resetId: row.reset_id }),
    ...(row.account_id === null ? {} : { accountId: row.account_id }),
    ...(row.recipient === null ? {} : { recipient: row.recipient }),
    ...(row.client === null ? {} : { client: row.client }),
    ...(row.actor === null ? {} : { actor: row.actor }),
    ...(row.detail === null ? {} : { detail: JSON.parse(row.detail) as EventDetail }),
  };
}
