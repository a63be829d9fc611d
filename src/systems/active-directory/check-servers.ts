import type { Clock } from '../../platform/clock.ts';
import type { CheckLine, Unreachable } from '../directory.ts';
import { checkServer } from '../ldap/check-server.ts';
import type { Bind } from '../ldap/pool.ts';
import type { Servers } from '../ldap/servers.ts';

export interface ServersCheck {
  readonly settings: { readonly bind: Bind; readonly timeoutMs: number };
  readonly servers: Servers;
  readonly clock: Clock;
  /** Where they stand in the settings. */
  readonly section: string;
}

export async function checkEachServer(
  { settings: { bind, timeoutMs }, servers, clock, section }: ServersCheck,
  signal?: AbortSignal,
): Promise<readonly CheckLine[]> {
  const each = servers.servers.map((server) => checkServer({ server, bind, timeoutMs, clock, section }, signal));
  return (await Promise.all(each)).flat();
}

export function unchecked({ detail }: Unreachable): CheckLine {
  const mend = 'Mend the lines above, then check again.';
  return { level: 'failure', what: `what the domain holds was not checked: ${detail}`, mend };
}
