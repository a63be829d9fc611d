import type { CheckLine, PolicyFacts } from '../directory.ts';
import type { Filter } from 'ldapts';
import type { LdapDirectorySettings } from '../../config/settings.ts';
import type { Clock } from '../../platform/clock.ts';
import { checkIndices } from './check-indices.ts';
import { checkServer } from './check-server.ts';
import { checkTree } from './check-tree.ts';
import { isUnreachable, type Servers } from './servers.ts';

export interface DirectoryCheck {
  readonly settings: LdapDirectorySettings;
  readonly servers: Servers;
  readonly eligible: Filter | undefined;
  readonly clock: Clock;
  readonly facts: PolicyFacts | undefined;
}

/** Every server by itself, then what the tree holds, asked of the first server that answers. */
export async function checkDirectory(
  { settings, servers, eligible, clock, facts }: DirectoryCheck,
  signal?: AbortSignal,
): Promise<readonly CheckLine[]> {
  const { bind, timeoutMs } = settings;
  const each = servers.servers.map((server) => checkServer({ server, bind, timeoutMs, clock }, signal));
  const lines = (await Promise.all(each)).flat();
  const tree = await servers.run(
    (connection, patience) => checkTree({ connection, settings, eligible, clock, facts, signal: patience }),
    signal,
  );
  if (!isUnreachable(tree)) return [...lines, ...tree, ...(await checkIndices({ servers, settings }, signal))];
  const mend = 'Mend the lines above, then check again.';
  // A cause that has its line already is not counted twice.
  if (lines.some(({ level }) => level === 'failure'))
    return [...lines, { level: 'warning', what: 'what the directory holds was not checked', mend }];
  return [...lines, { level: 'failure', what: `what the directory holds was not checked: ${tree.detail}`, mend }];
}
