import { type Holder, bindingOf, isEqual } from './altcha.ts';
import type { Random } from './random.ts';

/** A place in front of a door that opens at a set time; for whoever cannot pay by computing. Times: milliseconds since the epoch. */
export interface Ticket {
  /** For whoever sees to it that it is used once. */
  readonly id: string;
  /** Not good before. */
  readonly readyAt: number;
  readonly expiresAt: number;
}

const FORM = /^([\w-]{16})\.(\d{1,15})\.(\d{1,15})\.([\w-]{43})$/;
const ID_BYTES = 12;

/** A ticket as a form carries it: signed, for one subject. */
export function newTicket(
  holder: Holder,
  random: Random,
  { waitMs, lifeMs }: { readonly waitMs: number; readonly lifeMs: number },
): string {
  const fields = [random.bytes(ID_BYTES).toString('base64url'), holder.now + waitMs, holder.now + waitMs + lifeMs];
  return [...fields, signed(holder, fields.join('.'))].join('.');
}

/** Undefined when it is none of ours, somebody else's, or past. Pure. */
export function readTicket(holder: Holder, text: string): Ticket | undefined {
  const [, id = '', readyAt = '', expiresAt = '', mac = ''] = FORM.exec(text) ?? [];
  if (!isEqual(mac, signed(holder, [id, readyAt, expiresAt].join('.')))) return undefined;
  return holder.now < Number(expiresAt) ? { id, readyAt: Number(readyAt), expiresAt: Number(expiresAt) } : undefined;
}

function signed({ key, subject }: Holder, fields: string): string {
  return bindingOf(key, `ticket ${fields} ${subject}`);
}
