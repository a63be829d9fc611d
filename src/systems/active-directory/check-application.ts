import { AndFilter, PresenceFilter } from 'ldapts';
import type { ActiveDirectoryApplicationSettings } from '../../config/application-settings.ts';
import type { Clock } from '../../platform/clock.ts';
import type { CheckLine } from '../directory.ts';
import { checkBase, checkEligible } from '../ldap/check-entries.ts';
import { isUnreachable, type Servers } from '../ldap/servers.ts';
import { checkDomain } from './check-domain.ts';
import { checkRights } from './check-rights.ts';
import { checkIndices } from './check-indices.ts';
import { findSample } from './check-sample.ts';
import { checkEachServer, unchecked } from './check-servers.ts';
import { isPerson } from './people.ts';
import { readSelf } from './trustee.ts';

export interface ApplicationCheck {
  readonly settings: ActiveDirectoryApplicationSettings;
  readonly servers: Servers;
  readonly clock: Clock;
}

/** Every domain controller by itself, then whether people are found there and may be given a password. */
export async function checkApplication(
  { settings, servers, clock }: ApplicationCheck,
  signal?: AbortSignal,
): Promise<readonly CheckLine[]> {
  const { base, match } = settings;
  const section = `applications (${settings.name})`;
  const lines = await checkEachServer({ settings, servers, clock, section }, signal);
  const domain = await servers.run(async (connection, patience) => {
    const found = await checkDomain(connection, patience);
    if (found.kind === 'other') return found.lines;
    const { name, isSamba } = found;
    const look = { connection, base, eligible: undefined, clock, section, signal: patience };
    const there = await checkBase(look);
    if (there.level === 'failure') return [...found.lines, there];
    const people = new AndFilter({ filters: [isPerson(), new PresenceFilter({ attribute: match.attribute })] });
    const self = await readSelf(connection, name, patience);
    return [
      ...found.lines,
      there,
      await checkEligible(look, people, `match.attribute (${match.attribute}) and base`),
      ...(await checkIndices(look, [match.attribute])),
      ...(await checkRights(look, { sample: await findSample(look), self, isSamba })),
    ];
  }, signal);
  return isUnreachable(domain) ? [...lines, unchecked(domain)] : [...lines, ...domain];
}
