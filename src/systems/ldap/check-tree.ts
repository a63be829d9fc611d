import { type Filter, OrFilter, PresenceFilter } from 'ldapts';
import type { LdapDirectorySettings } from '../../config/settings.ts';
import type { Clock } from '../../platform/clock.ts';
import type { CheckLine, PolicyFacts } from '../directory.ts';
import { checkClosures } from './check-closures.ts';
import { type Look, type Sample, checkBase, checkSeen, findOne, findOpen } from './check-entries.ts';
import { checkOperations } from './check-operations.ts';
import { checkPeople } from './check-people.ts';
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
  const { account, addresses, notify, base, bind } = check.settings;
  const bindDn = bind.dn;
  const look: Look = { ...check, base, section: 'directory' };
  const there = await checkBase(look);
  if (there.level === 'failure') return [there];
  const people = new PresenceFilter({ attribute: account.login });
  const sample = await findOpen(look, people);
  const lines = [there, sampleLine(look, sample, account.login)];
  const needed = [account.id, account.login, ...addresses];
  const attributes = new Set([...addresses, ...notify, ...Object.values(account)]);
  const hints = { [account.id]: await hintOfId(look) };
  for (const attribute of attributes) lines.push(await checkSeen(look, attribute, { needed, hints }));
  return [
    ...lines,
    ...(await checkPeople({ look, settings: check.settings })),
    ...(sample.kind === 'open' ? await checkClosures({ ...check, personDn: sample.entry.dn }) : []),
    await checkStamp(look),
    ...(await checkOperations({ ...check, bindDn })),
    ...(sample.kind === 'open' ? await checkRights({ ...check, bindDn, personDn: sample.entry.dn, base }) : []),
  ];
}

function sampleLine({ eligible }: Look, sample: Sample, login: string): CheckLine {
  const what = eligible === undefined ? 'accounts' : `accounts that meet ${eligible.toString()}`;
  switch (sample.kind) {
    case 'open':
      return { level: 'ok', what: `${what}: seen` };
    case 'none':
      return { level: 'failure', what: `${what}: none`, mend: `Check directory.eligible and ${login}.` };
    case 'closed': {
      const mend =
        'Check directory.base, and what closes them there (docs/connectors.md): nobody of them may be reset.';
      return { level: 'failure', what: `${what}: the first ${sample.count} are all closed (${sample.why})`, mend };
    }
  }
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
    : 'Load the password policy overlay (slapo-ppolicy) over this database';
  const mend = `${switchOn}, and let the service account read the attribute. An entry has it from its next password on.`;
  return { level: 'warning', what, mend };
}
