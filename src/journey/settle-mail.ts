import { insertDeliveries } from '../ledger/deliveries.ts';
import type { DeliveryRow } from '../ledger/schema.ts';
import type { Mailed } from '../mail/message.ts';
import { accountNameOf } from '../platform/account-name.ts';
import type { FoundAccount } from '../systems/directory.ts';
import { aboutDelivery } from './about-delivery.ts';
import { mailLanguage } from './mail-language.ts';
import { MAIL, type NoticeParcel, seal } from './parcels.ts';
import type { JourneyParts } from './parts.ts';
import { finish, putOff } from './settle-directory.ts';

/** Records what came of handing a mail to the relay. */
export async function settleMail(parts: JourneyParts, delivery: DeliveryRow, mailed: Mailed): Promise<void> {
  if (mailed.kind === 'later' || mailed.kind === 'deferred') {
    await putOff(parts, delivery, mailed.detail);
    return;
  }
  const now = parts.clock.now();
  await parts.ledger.transaction(async (tx) => {
    if (mailed.kind === 'done') {
      if (await finish(tx, delivery, { state: 'done', now })) await tx.record(aboutDelivery('delivery.done', delivery));
      return;
    }
    const { detail } = mailed;
    if (await finish(tx, delivery, { state: 'refused', now, detail })) {
      await tx.record(aboutDelivery('delivery.refused', delivery, { detail }));
    }
  });
}

/** Turns a notice into one mail per address that the directory knows of the account now. */
export async function settleNotice(
  parts: JourneyParts,
  delivery: DeliveryRow,
  { parcel, found }: { parcel: NoticeParcel; found: FoundAccount },
): Promise<void> {
  if (found.kind === 'unreachable') {
    await putOff(parts, delivery, found.detail);
    return;
  }
  const addresses = found.kind === 'found' ? [...found.account.addresses, ...found.account.notify] : [];
  const language = mailLanguage(parts, found.kind === 'found' ? [found.account] : [], parcel.language);
  const message =
    found.kind === 'found' ? { ...parcel.message, account: accountNameOf(found.account) } : parcel.message;
  const mails = await Promise.all(
    [...new Set(addresses)].map((to) =>
      seal(parts, {
        resetId: delivery.reset_id,
        recipient: MAIL,
        state: 'due',
        deadlineAt: delivery.deadline_at,
        parcel: { kind: 'mail', to, language, message },
      }),
    ),
  );
  const now = parts.clock.now();
  await parts.ledger.transaction(async (tx) => {
    if (!(await finish(tx, delivery, { state: 'done', now }))) return;
    await insertDeliveries(tx, mails);
  });
}
