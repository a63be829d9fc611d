import { parseAddress } from '../platform/address.ts';
import { asciiDomainOf, isAscii } from '../platform/mail-domain.ts';

/** One mailbox, ready for the envelope: the domain in its ASCII form, the local part as it stands. */
export interface Mailbox {
  readonly address: string;
  /** The local part needs a relay that speaks SMTPUTF8 (RFC 6531). */
  readonly needsSmtpUtf8: boolean;
}

export type ParsedMailbox =
  { readonly kind: 'mailbox'; readonly mailbox: Mailbox } | { readonly kind: 'malformed'; readonly detail: string };

/**
 * Reads one address as the directory holds it, by the grammar by which people's own typing is read: an address that is
 * taken from a person can be mailed. Nothing is repaired or cut: what is not exactly one plain mailbox (a line break,
 * spaces around it, a list, a display name) is malformed. `detail` does not repeat the address.
 */
export function parseMailbox(address: string): ParsedMailbox {
  const parsed = parseAddress(address);
  if (parsed.kind === 'too-long') return { kind: 'malformed', detail: 'the address is too long' };
  const [local = '', domain = ''] = address.split('@');
  const ascii = asciiDomainOf(domain);
  if (parsed.kind !== 'ok' || parsed.address !== address || ascii === undefined) {
    return { kind: 'malformed', detail: 'the address is not exactly one plain mailbox' };
  }
  return { kind: 'mailbox', mailbox: { address: `${local}@${ascii}`, needsSmtpUtf8: !isAscii(local) } };
}
