import type { Clock } from '../../platform/clock.ts';
import { codeOf, messageOf } from '../../platform/errors.ts';
import { judgeEnd } from '../certificate-line.ts';
import type { CheckLine } from '../directory.ts';
import { LdapConnection } from './connection.ts';
import { startDeadline } from '../../platform/deadline.ts';
import { describeFault, resultCodeOf } from './faults.ts';
import { type Bind, bindService } from './pool.ts';
import { isLoopback, type LdapServer } from './server.ts';
import { checkServerClock } from './server-clock.ts';
import { StartTlsRefused } from './start-tls.ts';

export interface ServerCheck {
  readonly server: LdapServer;
  readonly bind: Bind;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Where it stands in the settings; `directory` unless said. */
  readonly section?: string;
}

/** Tries one server for real: reached, protected, certificate trusted and for how long, service account accepted, clock. */
export async function checkServer(
  { server, bind, timeoutMs, clock, section = 'directory' }: ServerCheck,
  signal?: AbortSignal,
): Promise<readonly CheckLine[]> {
  using deadline = startDeadline(timeoutMs, signal);
  const options = { signal: deadline.signal, backstopMs: 2 * timeoutMs };
  const lines: CheckLine[] = [];
  try {
    using connection = await LdapConnection.open(server, options);
    lines.push(...protection(connection, clock, section));
    await bindService(connection, bind, deadline.signal);
    lines.push({ level: 'ok', what: `${server.url}: bound as ${bind.dn}` });
    return [...lines, await checkServerClock({ connection, clock, signal: deadline.signal })];
  } catch (error) {
    return [
      ...lines,
      { level: 'failure', what: `${server.url}: ${describeFault(error)}`, mend: mendFor(server, error, section) },
    ];
  }
}

function protection({ server, certificateEnds }: LdapConnection, clock: Clock, section: string): readonly CheckLine[] {
  const { url } = server;
  if (certificateEnds === undefined) return [inClear(server, section)];
  return [judgeEnd(url, certificateEnds.getTime(), clock.now())];
}

function inClear(server: LdapServer, section: string): CheckLine {
  if (isLoopback(server)) return { level: 'ok', what: `${server.url}: in clear, on this machine` };
  return {
    level: 'warning',
    what: `${server.url}: passwords travel in clear`,
    mend: `Use ldaps:// URLs, or ${section}.tls.startTls: true on ldap://.`,
  };
}

function mendFor({ tls }: LdapServer, error: unknown, section: string): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (resultCodeOf(error) !== undefined || resultCodeOf(cause) !== undefined) {
    return `Check ${section}.bind.dn and ${section}.bind.password.`;
  }
  const words = `${codeOf(error) ?? ''} ${messageOf(error)}`;
  if (error instanceof StartTlsRefused) return 'Configure TLS on the server, or use ldaps://.';
  if (/ENOTFOUND|EAI_/.test(words))
    return 'The host name cannot be resolved: check its spelling and this machine’s DNS.';
  if (/CERT_HAS_EXPIRED/.test(words)) return 'Renew the server’s certificate.';
  if (/ALTNAME|CERT|SELF_SIGNED|ISSUER|LEAF_SIGNATURE/i.test(words)) {
    return `Give the authority that signed the certificate in ${section}.tls.ca, and use the host name it is made out to.`;
  }
  if (tls.mode === 'ldaps' && /SSL|EPROTO|ECONNRESET|socket disconnected/i.test(words)) {
    return 'The server does not speak TLS on this port: check the port (636), or use StartTLS on ldap://.';
  }
  return 'Check the URL, that the server runs, and that no firewall stands between.';
}
