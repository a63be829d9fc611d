import { type Entry, EqualityFilter } from 'ldapts';
import type { CheckLine, PolicyFacts } from '../directory.ts';
import type { LdapConnection } from '../ldap/connection.ts';
import { resultCodeOf } from '../ldap/faults.ts';
import { valuesOf } from '../ldap/values.ts';
import { type Reading, readingCommand, type Trustee } from './delegation.ts';
import {
  findDomainSettings,
  type PasswordSettings,
  PSO_ATTRIBUTES,
  psoSettingsIn,
  RESULTANT,
} from './password-settings.ts';

/** Of five, as Windows counts them. */
const FEWEST_KINDS = 3;

export interface PoliciesCheck {
  readonly domain: string;
  /** Some people, with {@link RESULTANT}. */
  readonly sample: readonly Entry[];
  readonly trustee: Trustee;
  readonly isSamba: boolean;
  readonly facts: PolicyFacts | undefined;
}

/** Where the domain's password policy, or one of its fine-grained ones, is stricter than the page. */
export async function checkPolicies(
  connection: LdapConnection,
  { domain, sample, facts, ...delegate }: PoliciesCheck,
  signal: AbortSignal,
): Promise<readonly CheckLine[]> {
  const own = await findDomainSettings(connection, signal);
  const finer = await findPsos(connection, domain, signal);
  const seen = new Set(finer.map(({ dn }) => dn.toLowerCase()));
  const unseen = new Set(sample.flatMap((person) => valuesOf(person, RESULTANT)));
  return [
    ...(own === undefined ? [unread(domain)] : judge(own, facts)),
    ...finer.flatMap((settings) => judge(settings, facts)),
    ...[...unseen].filter((dn) => !seen.has(dn.toLowerCase())).map((dn) => hidden({ dn, ...delegate })),
  ];
}

/** Without them, the page cannot be compared, and Windows' refusals cannot be explained. */
function hidden(reading: Reading): CheckLine {
  const what = `${reading.dn}: holds for some people, and the service account may not read what it asks of passwords`;
  return { level: 'warning', what, mend: `Grant it: ${readingCommand(reading)}` };
}

/** Below `CN=System`; by default only administrators of the domain may read them, and then none is seen. */
async function findPsos(
  connection: LdapConnection,
  domain: string,
  signal: AbortSignal,
): Promise<readonly PasswordSettings[]> {
  const base = `CN=Password Settings Container,CN=System,${domain}`;
  const filter = new EqualityFilter({ attribute: 'objectClass', value: 'msDS-PasswordSettings' });
  try {
    const found = await connection.ask(
      (client) => client.search(base, { scope: 'one', filter, attributes: [...PSO_ATTRIBUTES] }),
      signal,
    );
    return found.searchEntries.flatMap((entry) => psoSettingsIn(entry) ?? []);
  } catch (error) {
    if (resultCodeOf(error) === undefined) throw error;
    return [];
  }
}

function unread(domain: string): CheckLine {
  const mend = `Let the service account read ${domain}: what the domain asks of passwords is compared with policy.`;
  return { level: 'warning', what: `${domain}: its password policy may not be read`, mend };
}

function judge(settings: PasswordSettings, facts: PolicyFacts | undefined): readonly CheckLine[] {
  const { dn, minimumLength, complexity, history } = settings;
  const classes = complexity ? `, ${FEWEST_KINDS} kinds of characters, without login or name` : '';
  const rules = `${dn}: asks for ${minimumLength} characters${classes}, history of ${history}`;
  const stricter = facts === undefined ? [] : stricterThan(settings, facts);
  return stricter.length === 0 ? [{ level: 'ok', what: rules }] : stricter;
}

function stricterThan({ dn, minimumLength, complexity }: PasswordSettings, facts: PolicyFacts): readonly CheckLine[] {
  const refused = 'so that people are refused what the page lets through';
  const lines: CheckLine[] = [];
  if (minimumLength > facts.minimumLength) {
    const what = `${dn}: asks for ${minimumLength} characters and Jeton's policy for ${facts.minimumLength}, ${refused}`;
    lines.push({ level: 'warning', what, mend: `Set policy.minimumLength to ${minimumLength}.` });
  }
  if (complexity && facts.minimumClasses < FEWEST_KINDS) {
    const what = `${dn}: asks for ${FEWEST_KINDS} kinds of characters and Jeton's policy for ${facts.minimumClasses}, ${refused}`;
    lines.push({ level: 'warning', what, mend: `Set policy.minimumClasses to ${FEWEST_KINDS}.` });
  }
  if (complexity && !facts.refusesPersonal) {
    const what = `${dn}: refuses passwords that hold the login or a part of the name, and Jeton's policy does not, ${refused}`;
    lines.push({ level: 'warning', what, mend: 'Set policy.personal to refuse.' });
  }
  return lines;
}
