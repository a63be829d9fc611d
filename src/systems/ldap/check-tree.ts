import { type Filter, OrFilter, PresenceFilter } from 'ldapts';
import type { LdapDirectorySettings } from '../../config/settings.ts';
import type { Clock } from '../../platform/clock.ts';
import type { CheckLine, PolicyFacts } from '../directory.ts';
import { type Look, checkBase, checkEligible, checkSeen, findOne } from './check-entries.ts';
import { checkOperations } from './check-operations.ts';
import { checkRights } from './check-rights.ts';
import type { LdapConnection } from './connection.ts';
import { CHANGED_TIMES, STAMP_ATTRIBUTES } from './password-stamp.ts';
import { is389, readRootDse } from './root-dse.ts';
import { valuesOf } from './values.ts';

export interface TreeCheck {
  readonly connection: LdapConnection;
  readonly settings: LdapDirectorySettings;
  readonly eligible: Filter | undefined;
  readonly clock: Clock;
  readonly facts: PolicyFacts | undefined;
  readonly signal: AbortSignal;
}

/** Tries what the service will ask of the tree: base, every attribute, eligible accounts, setting passwords. */
export async function checkTree(check: TreeCheck): Promise<readonly CheckLine[]> {
  const { account, addresses, notify, base } = check.settings;
  const look: Look = { ...check, base, section: 'directory' };
  const there = await checkBase(look);
  if (there.level === 'failure') return [there];
  const people = new PresenceFilter({ attribute: account.login });
  const lines = [there, await checkEligible(look, people, `directory.eligible and ${account.login}`)];
  const needed = [account.id, account.login, ...addresses];
  const attributes = new Set([...addresses, ...notify, ...Object.values(account)]);
  const hints = { [account.id]: await hintOfId(look) };
  for (const attribute of attributes) lines.push(await checkSeen(look, attribute, { needed, hints }));
  return [
    ...lines,
    await checkStamp(look),
    ...(await checkOperations({ ...check, bindDn: check.settings.bind.dn })),
    ...(await checkPerson(check)),
  ];
}

async function hintOfId({ connection, signal }: Look): Promise<string | undefined> {
  const of389 = is389(await readRootDse(connection, signal));
  return of389 ? 'Of 389 Directory Server, set directory.account.id: nsUniqueId.' : undefined;
}

async function checkStamp(look: Look): Promise<CheckLine> {
  const filter = new OrFilter({ filters: STAMP_ATTRIBUTES.map((attribute) => new PresenceFilter({ attribute })) });
  const entry = await findOne(look, { filter, attributes: STAMP_ATTRIBUTES });
  const seen = STAMP_ATTRIBUTES.find((attribute) => entry !== undefined && valuesOf(entry, attribute).length > 0);
  if (seen !== undefined) return { level: 'ok', what: `${seen}: seen` };
  const [openLdap, by389] = CHANGED_TIMES;
  const of389 = is389(await readRootDse(look.connection, look.signal));
  const what = `${of389 ? by389 : openLdap}: in no entry, so that a password changed elsewhere does not cancel a link`;
  const switchOn = of389
    ? 'Set passwordTrackUpdateTime: on in cn=config'
    : 'Load the password policy overlay (slapo-ppolicy)';
  return { level: 'warning', what, mend: `${switchOn}, and let the service account read the attribute.` };
}

/** What the service account may do, tried on whoever is found first. */
async function checkPerson(check: TreeCheck): Promise<readonly CheckLine[]> {
  const { account, base, bind } = check.settings;
  const person = await findOne(
    { ...check, base, section: 'directory' },
    { filter: new PresenceFilter({ attribute: account.login }) },
  );
  return person === undefined ? [] : await checkRights({ ...check, bindDn: bind.dn, personDn: person.dn, base });
}
