import { type NewDelivery } from '../ledger/deliveries.ts';
import { boundOf } from '../ledger/sealed.ts';
import type { DeliveryKind } from '../ledger/schema.ts';
import type { OutgoingMail } from '../mail/message.ts';
import type { Language } from '../platform/language.ts';
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import type { Opener, Sealed, Sealer } from '../platform/seal.ts';
import type { Message } from '../mail/message.ts';
import { newId } from './tokens.ts';

/** The clear content of a delivery; it exists sealed in the ledger, and in memory while it is carried. */
export type Parcel = LookupParcel | MailParcel | NoticeParcel | PasswordParcel;

/** An address that somebody typed, to be looked up in the directory once they have had their answer. */
export interface LookupParcel {
  readonly kind: 'lookup';
  readonly address: string;
  /** The network they came from. */
  readonly client: string;
  readonly language: Language;
  /** Of the browser that waits for the code. */
  readonly waitingHash?: string;
}

/** One mail to one mailbox. */
export interface MailParcel extends Omit<OutgoingMail, 'id'> {
  readonly kind: 'mail';
}

/** Something an account's holder must be told, at every address the directory knows when the time comes. */
export interface NoticeParcel {
  readonly kind: 'notice';
  readonly accountId: string;
  readonly language: Language;
  readonly message: Message;
}

/** A password on its way to the directory or to an application. */
export interface PasswordParcel {
  readonly kind: 'password';
  readonly accountId: string;
  readonly number: string;
  readonly login: string;
  readonly chosenAt: number;
  /** Absent where the recipient is only told that it changed. */
  readonly password?: string;
}

export const DIRECTORY = 'directory';
export const MAIL = 'mail';
export const NOTICE = 'notice';
export const LOOKUP = 'lookup';
const APPLICATION = 'app:';

/** How deliveries name an application: its own name cannot collide with the directory's or the mail's. */
export function recipientOf(applicationName: string): string {
  return APPLICATION + applicationName;
}

/** The application's name, or undefined for a delivery to the directory or by mail. */
export function applicationNameOf(recipient: string): string | undefined {
  return recipient.startsWith(APPLICATION) ? recipient.slice(APPLICATION.length) : undefined;
}

/** A delivery to be made; the rest follows from its parcel. */
export interface Addressed {
  readonly resetId: string;
  readonly recipient: string;
  readonly state: 'held' | 'due';
  readonly deadlineAt: number;
  readonly parcel: Parcel;
  /** What it is in the journey, where its parcel does not tell: a mail that is a notice. */
  readonly kind?: DeliveryKind;
  /** Whose it is, where its parcel does not tell. */
  readonly accountId?: string;
}

interface SealingParts {
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
}

/** Seals a parcel to the couriers. Done before the transaction that writes it: a transaction waits for nothing. */
export async function seal(
  { sealer, clock, random }: SealingParts,
  { parcel, ...addressed }: Addressed,
): Promise<NewDelivery> {
  const now = clock.now();
  const id = newId(now, random);
  const sealed = await sealer.seal(JSON.stringify(parcel), boundOf({ id, recipient: addressed.recipient }));
  const accountId = 'accountId' in parcel ? parcel.accountId : undefined;
  return { kind: parcel.kind, accountId, ...addressed, id, now, sealed };
}

/** Opens a parcel. @throws AppError SEAL_BROKEN */
export async function open(
  opener: Opener,
  { id, recipient, sealed }: { id: string; recipient: string; sealed: Sealed },
): Promise<Parcel> {
  return JSON.parse(await opener.open(sealed, boundOf({ id, recipient }))) as Parcel;
}
