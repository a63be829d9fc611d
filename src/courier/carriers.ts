import { settleLookup } from '../journey/look-up.ts';
import { DIRECTORY, LOOKUP, MAIL, NOTICE, type Parcel, recipientOf } from '../journey/parcels.ts';
import type { JourneyParts } from '../journey/parts.ts';
import { setInDirectory } from '../journey/set-password.ts';
import { settleApplication } from '../journey/settle-application.ts';
import { settleDirectory } from '../journey/settle-directory.ts';
import { settleMail, settleNotice } from '../journey/settle-mail.ts';
import type { DeliveryRow } from '../ledger/schema.ts';
import type { Mailer, Mailed } from '../mail/message.ts';
import { AppError, messageOf } from '../platform/errors.ts';
import { Secret } from '../platform/secret.ts';
import { type Application, type Carried, type PasswordNews, TRY_MS } from '../systems/application.ts';
import type { Carrier, Tried } from './carrier.ts';
import { fitDetail } from './fit-detail.ts';

type ParcelOf<K extends Parcel['kind']> = Extract<Parcel, { kind: K }>;

interface Route<K extends Parcel['kind']> {
  readonly recipient: string;
  readonly concurrency: number;
  readonly kind: K;
  readonly carry: (delivery: DeliveryRow, parcel: ParcelOf<K>, signal: AbortSignal) => Promise<Tried>;
}

function isOf<K extends Parcel['kind']>(kind: K, parcel: Parcel): parcel is ParcelOf<K> {
  return parcel.kind === kind;
}

function tried(answered: boolean, settle: () => Promise<void>): Tried {
  return { health: answered ? 'well' : 'ailing', settle };
}

/** A carrier of one kind of parcel. Anything else under its recipient was not sealed by us. */
function carrierOf<K extends Parcel['kind']>({ kind, recipient, concurrency, carry }: Route<K>): Carrier {
  return {
    ...{ recipient, concurrency, timeoutMs: TRY_MS },
    async carry(delivery, parcel, signal) {
      if (isOf(kind, parcel)) return await carry(delivery, parcel, signal);
      throw new AppError('SEAL_BROKEN', `a parcel of kind ${parcel.kind} lies in a delivery to ${recipient}`);
    },
  };
}

/** Sets passwords in the directory, when the web process could not at once. */
export function directoryCarrier(parts: JourneyParts): Carrier {
  return carrierOf({
    ...{ kind: 'password', recipient: DIRECTORY, concurrency: 8 },
    async carry(delivery, parcel, signal) {
      const outcome = await setInDirectory(parts, { delivery, parcel, rechecked: false }, signal);
      return tried(outcome.kind !== 'later', () => settleDirectory(parts, delivery, { outcome }));
    },
  });
}

/** Hands mails to the relay. */
export function mailCarrier(parts: JourneyParts, mailer: Mailer): Carrier {
  return carrierOf({
    ...{ kind: 'mail', recipient: MAIL, concurrency: 10 },
    async carry(delivery, { to, language, message }, signal) {
      const mailed = await mailer
        .send({ id: delivery.id, to, language, message }, signal)
        .catch((thrown: unknown): Mailed => ({ kind: 'later', detail: messageOf(thrown) }));
      return tried(mailed.kind !== 'later', () => settleMail(parts, delivery, mailed));
    },
  });
}

/** Turns notices into mails, once the directory can say where to. */
export function noticeCarrier(parts: JourneyParts): Carrier {
  return carrierOf({
    ...{ kind: 'notice', recipient: NOTICE, concurrency: 8 },
    async carry(delivery, parcel, signal) {
      const found = await parts.directory.findById(parcel.accountId, signal);
      return tried(found.kind !== 'unreachable', () => settleNotice(parts, delivery, { parcel, found }));
    },
  });
}

/** Asks the directory who holds an address, where the person was not to learn it. */
export function lookupCarrier(parts: JourneyParts): Carrier {
  return carrierOf({
    ...{ kind: 'lookup', recipient: LOOKUP, concurrency: 8 },
    async carry(delivery, parcel, signal) {
      const found = await parts.directory.findByAddress(parcel.address, signal);
      return tried(found.kind !== 'unreachable', () => settleLookup(parts, delivery, { parcel, found }));
    },
  });
}

/** Takes passwords, or the news of them, to one application. */
export function applicationCarrier(parts: JourneyParts, application: Application): Carrier {
  return carrierOf({
    ...{ kind: 'password', recipient: recipientOf(application.name), concurrency: 4 },
    async carry(delivery, { password, accountId, number, login, chosenAt }, signal) {
      const news = { deliveryId: delivery.id, accountId, number, login, chosenAt };
      const secret = password === undefined ? undefined : new Secret(password);
      const carried = await carriedBy(application, { ...news, password: secret }, signal);
      return tried(carried.kind !== 'later', () => settleApplication(parts, delivery, carried));
    },
  });
}

/** Whatever the connector throws is "later", and whatever it says is fit to be kept. */
async function carriedBy(application: Application, news: PasswordNews, signal: AbortSignal): Promise<Carried> {
  try {
    const carried = await application.deliver(news, signal);
    return carried.kind === 'done' ? carried : { ...carried, detail: fitDetail(carried.detail, news.password) };
  } catch (thrown) {
    return { kind: 'later', detail: fitDetail(messageOf(thrown), news.password) };
  }
}
