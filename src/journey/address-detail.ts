import type { EventDetail } from '../ledger/events.ts';
import { addressHmac, maskAddress } from '../platform/address.ts';
import type { JourneyParts } from './parts.ts';

/** An address as entries hold it: to be looked at, and to be found again by whoever has the key. */
export function addressDetail({ addressKey }: Pick<JourneyParts, 'addressKey'>, address: string): EventDetail {
  return { address: maskAddress(address), hmac: addressHmac(addressKey, address) };
}
