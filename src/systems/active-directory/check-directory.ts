import type { Filter } from 'ldapts';
import type { ActiveDirectorySettings } from '../../config/settings.ts';
import type { Clock } from '../../platform/clock.ts';
import type { CheckLine, PolicyFacts } from '../directory.ts';
import { checkBase, checkEligible, checkSeen, type Look } from '../ldap/check-entries.ts';
import { isUnreachable, type Servers } from '../ldap/servers.ts';
import { checkDomain } from './check-domain.ts';
import { checkIndices } from './check-indices.ts';
import { checkPolicies } from './check-policies.ts';
import { checkRights } from './check-rights.ts';
import { findSample } from './check-sample.ts';
import { checkEachServer, unchecked } from './check-servers.ts';
import { isOpen, STATE } from './people.ts';
import { ID, LAST_SET } from './read-person.ts';
import { readSelf } from './trustee.ts';

export interface ActiveDirectoryCheck {
  readonly settings: ActiveDirectorySettings;
  readonly servers: Servers;
  readonly eligible: Filter | undefined;
  readonly clock: Clock;
  readonly facts: PolicyFacts | undefined;
}

const SECTION = 'directory';

/** Every domain controller by itself, then what the domain holds and allows, asked of the first that answers. */
export async function checkActiveDirectory(
  { settings, servers, eligible, clock, facts }: ActiveDirectoryCheck,
  signal?: AbortSignal,
): Promise<readonly CheckLine[]> {
  const lines = await checkEachServer({ settings, servers, clock, section: SECTION }, signal);
  const domain = await servers.run(async (connection, patience) => {
    const found = await checkDomain(connection, patience);
    if (found.kind === 'other') return found.lines;
    const { name, isSamba } = found;
    const look = { connection, base: settings.base, eligible, clock, section: SECTION, signal: patience };
    const people = await checkPeople(look, settings);
    if (people.some(({ level }) => level === 'failure')) return [...found.lines, ...people];
    const [sample, self] = [await findSample(look), await readSelf(connection, name, patience)];
    const policies = { domain: name, sample, trustee: self.trustee, isSamba, facts };
    return [
      ...[...found.lines, ...people],
      ...(await checkRights(look, { sample, self, isSamba })),
      ...(await checkPolicies(connection, policies, patience)),
    ];
  }, signal);
  return isUnreachable(domain) ? [...lines, unchecked(domain)] : [...lines, ...domain];
}

async function checkPeople(look: Look, settings: ActiveDirectorySettings): Promise<readonly CheckLine[]> {
  const base = await checkBase(look);
  if (base.level === 'failure') return [base];
  const { account, addresses, notify } = settings;
  const toCheck = `${SECTION}.eligible, and that the service account may read ${STATE.join(' and ')}`;
  const lines = [base, await checkEligible(look, isOpen(look.clock.now()), toCheck)];
  lines.push(...(await checkIndices(look, [...new Set([...addresses, account.number, account.login])])));
  const needed = [ID, account.login, ...addresses, ...STATE, LAST_SET];
  const attributes = new Set([...needed, ...notify, ...Object.values(account)]);
  for (const attribute of attributes) lines.push(await checkSeen(look, attribute, { needed }));
  return lines;
}
