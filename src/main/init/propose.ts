import type { Sample, ServerKind } from '../../systems/ldap/explore.ts';

/** Attributes, as the settings name them. */
export interface Attributes {
  /** None, where no attribute looks like a personal address: what is a way in is not guessed. */
  readonly addresses: readonly string[];
  readonly notify: readonly string[];
  /** Undefined where none has to be named: in Active Directory it is always the same. */
  readonly id: string | undefined;
  readonly number: string;
  readonly login: string;
  readonly name: string;
  readonly language: string;
}

/** Names by which schemas call what people left at registration, the best known first. */
const PERSONAL = /^supannMailPerso$|^supannMailPrive$|^otherMailbox$|perso|priv|recover|secours|alternate|external/i;
/** Of parents, of the institution, and copies of other people's. */
const NOT_PERSONAL = /parent|^supannAutreMail$|forward|alias/i;
const NUMBERS = ['supannEtuId', 'employeeNumber', 'employeeID', 'supannEmpId', 'studentNumber'];
const LOGINS = ['uid', 'eduPersonPrincipalName', 'cn'];
const DOMAIN_LOGINS = ['sAMAccountName'];
const NAMES = ['displayName', 'cn', 'gecos'];
const LANGUAGES = ['preferredLanguage'];

/** What to write as the attributes of an account, from what a sample of people holds. Pure. */
export function proposeAttributes(
  { held, addresses }: Pick<Sample, 'held' | 'addresses'>,
  { product }: Pick<ServerKind, 'product'>,
): Attributes {
  const is =
    (wanted: string) =>
    (name: string): boolean =>
      name.toLowerCase() === wanted.toLowerCase();
  const pick = (candidates: readonly string[]): string | undefined =>
    candidates.map((wanted) => [...held.keys()].find(is(wanted))).find((name) => name !== undefined);
  const personal = [...addresses].filter((name) => PERSONAL.test(name) && !NOT_PERSONAL.test(name)).toSorted(byRank);
  const isDomain = product === 'Active Directory';
  const login = pick(isDomain ? DOMAIN_LOGINS : LOGINS) ?? (isDomain ? 'sAMAccountName' : 'uid');
  const mail = [...addresses].find(is('mail'));
  return {
    addresses: personal,
    notify: mail === undefined ? [] : [mail],
    id: isDomain ? undefined : (pick(['entryUUID', 'nsUniqueId']) ?? idOf(product)),
    number: pick(NUMBERS) ?? login,
    login,
    name: pick(NAMES) ?? 'cn',
    language: pick(LANGUAGES) ?? 'preferredLanguage',
  };
}

function idOf(product: ServerKind['product']): string {
  return product === '389 Directory Server' ? 'nsUniqueId' : 'entryUUID';
}

/** SupAnn's own names first. */
function byRank(one: string, other: string): number {
  const rank = (name: string): number => (/^supannMail(?:Perso|Prive)$/i.test(name) ? 0 : 1);
  return rank(one) - rank(other) || one.localeCompare(other);
}
