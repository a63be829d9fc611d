import { type Filter, PresenceFilter } from 'ldapts';
import type { LdapApplicationSettings } from '../../config/application-settings.ts';
import type { Clock } from '../../platform/clock.ts';
import type { CheckLine } from '../directory.ts';
import { type Look, checkBase, findOne } from './check-entries.ts';
import { checkOperations } from './check-operations.ts';
import { checkRights } from './check-rights.ts';
import { checkServer } from './check-server.ts';
import type { LdapConnection } from './connection.ts';
import { withEligible } from './filters.ts';
import { isUnreachable, type Servers } from './servers.ts';
import { valuesOf } from './values.ts';

export interface ApplicationCheck {
  readonly settings: LdapApplicationSettings;
  readonly servers: Servers;
  readonly filter: Filter | undefined;
  readonly clock: Clock;
}

/** Every server by itself, then people and what setting their passwords needs, asked of the first server that answers. */
export async function checkApplication(check: ApplicationCheck, signal?: AbortSignal): Promise<readonly CheckLine[]> {
  const { settings, servers, clock } = check;
  const { bind, timeoutMs, name: section } = settings;
  const each = servers.servers.map((server) => checkServer({ server, bind, timeoutMs, clock, section }, signal));
  const lines = (await Promise.all(each)).flat();
  const rest = await servers.run((connection, patience) => checkEntries(check, connection, patience), signal);
  return isUnreachable(rest) ? lines : [...lines, ...rest];
}

async function checkEntries(
  { settings, filter, clock }: ApplicationCheck,
  connection: LdapConnection,
  signal: AbortSignal,
): Promise<readonly CheckLine[]> {
  const { name, base, match, bind } = settings;
  const look: Look = { connection, base, eligible: filter, clock, signal, section: name };
  const there = await checkBase(look);
  if (there.level === 'failure') return [there];
  const people = withEligible(new PresenceFilter({ attribute: match.attribute }), filter);
  const person = await findOne(look, { filter: people, attributes: [match.attribute] });
  if (person === undefined || valuesOf(person, match.attribute).length === 0) {
    const mend = `Check match.attribute and filter of ${name}, and that the service account may read and search ${match.attribute}.`;
    return [there, { level: 'failure', what: `${match.attribute}: in no entry`, mend }];
  }
  return [
    there,
    { level: 'ok', what: `${match.attribute}: seen` },
    ...(await checkOperations({ connection, bindDn: bind.dn, facts: undefined, signal })),
    ...(await checkRights({ connection, bindDn: bind.dn, personDn: person.dn, base, signal })),
  ];
}
