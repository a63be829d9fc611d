import {
  AndFilter,
  type Entry,
  EqualityFilter,
  ExtensibleFilter,
  type Filter,
  GreaterThanEqualsFilter,
  NotFilter,
  OrFilter,
} from 'ldapts';
import { valuesOf } from '../ldap/values.ts';

/** Bits that are all set (MS-ADTS, 3.1.1.3.4.4.1, LDAP_MATCHING_RULE_BIT_AND). */
const ALL_BITS = '1.2.840.113556.1.4.803';
/** In `userAccountControl` (MS-ADTS, 2.2.16, ADS_UF_ACCOUNT_DISABLE). */
const DISABLED = '2';
/** In `sAMAccountType` (MS-SAMR, 2.2.1.9, SAM_USER_OBJECT): people, and neither computers nor trusts. Indexed. */
const USER = '805306368';
/** Marks who holds, or held, rights over the domain: nobody is delegated anything on them (AdminSDHolder). */
export const PROTECTED = 'adminCount';

/** What the state of an account is read from. An attribute that may not be read matches no filter: then nobody is found. */
export const STATE = ['userAccountControl', 'accountExpires'] as const;

export function isPerson(): Filter {
  return new EqualityFilter({ attribute: 'sAMAccountType', value: USER });
}

/** People whose account is neither disabled nor past its end. */
export function isOpen(nowMs: number): Filter {
  const disabled = new ExtensibleFilter({ matchType: 'userAccountControl', rule: ALL_BITS, value: DISABLED });
  const expires = (value: string): Filter => new EqualityFilter({ attribute: 'accountExpires', value });
  const later = new GreaterThanEqualsFilter({ attribute: 'accountExpires', value: toFiletime(nowMs) });
  // "Never" is 0, or the largest number of all, which is later than now (MS-ADTS, 2.2.18).
  const ends = new OrFilter({ filters: [expires('0'), later] });
  return new AndFilter({ filters: [isPerson(), new NotFilter({ filter: disabled }), ends] });
}

/** Whether only administrators of the domain may touch it: a mailed link is no way to such an account. */
export function isProtected(entry: Entry): boolean {
  return valuesOf(entry, PROTECTED).includes('1');
}

const UNITS_PER_MS = 10_000n;
/** From 1601 to 1970. */
const EPOCH_MS = 11_644_473_600_000n;

/** Units of 100 ns since 1601. @see MS-DTYP, 2.3.3 FILETIME */
function toFiletime(ms: number): string {
  return String((BigInt(Math.trunc(ms)) + EPOCH_MS) * UNITS_PER_MS);
}
