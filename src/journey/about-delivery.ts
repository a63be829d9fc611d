import type { DeliveryRow } from '../ledger/schema.ts';

/** An event about a delivery. */
export function aboutDelivery<K extends string>(
  kind: K,
  { reset_id, account_id, recipient }: DeliveryRow,
  detail?: Readonly<Record<string, string | number | boolean>>,
): {
  kind: K;
  resetId: string;
  recipient: string;
  accountId?: string;
  detail?: Readonly<Record<string, string | number | boolean>>;
} {
  return {
    kind,
    resetId: reset_id,
    recipient,
    ...(account_id === null ? {} : { accountId: account_id }),
    ...(detail === undefined ? {} : { detail }),
  };
}
