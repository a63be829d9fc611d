import type { Settings } from '../../config/settings.ts';
import { upgradeRelay } from '../../mail/smtp-greeting.ts';
import { type TlsPlace, lookAtCertificate } from '../../platform/certificate.ts';
import type { Clock } from '../../platform/clock.ts';
import { startDeadline } from '../../platform/deadline.ts';
import { messageOf } from '../../platform/errors.ts';
import { type CertificatePlace, judgeCertificate } from '../../systems/certificate-line.ts';
import type { CheckLine } from '../../systems/directory.ts';
import { type Role, carries } from '../role.ts';
import { upgradeMariadb, upgradePostgres } from './database-upgrades.ts';
import { webServersOf } from './web-servers.ts';

/** For one server, in milliseconds. */
const PATIENCE_MS = 10_000;
const HTTPS_PORT = 443;

type TlsServer = TlsPlace & CertificatePlace;

export interface CertificateTools {
  readonly clock: Clock;
}

/**
 * The certificate of every server that a role talks TLS to, side by side. Directories are not among them: their own check
 * looks at each of their servers.
 */
export async function checkCertificates(
  settings: Pick<Settings, 'ledger' | 'mail' | 'applications'>,
  { role, clock }: CertificateTools & { readonly role: Role },
  signal: AbortSignal,
): Promise<readonly CheckLine[]> {
  const servers = [
    ...databasesOf(settings),
    ...(carries(role) ? [...relayOf(settings), ...webOf(settings), ...tablesOf(settings)] : []),
  ];
  return await Promise.all(servers.map((server) => judge(server, clock, signal)));
}

async function judge(server: TlsServer, clock: Clock, signal: AbortSignal): Promise<CheckLine> {
  using patience = startDeadline(PATIENCE_MS, signal);
  try {
    return judgeCertificate(server, await lookAtCertificate(server, patience.signal), clock.now());
  } catch (thrown) {
    const what = `${server.where}: its certificate was not seen: ${reasonOf(thrown, patience.signal)}`;
    return { level: 'warning', what, mend: 'See what its own lines say, then check again.' };
  }
}

/** The address that people use: it may well be out of reach from here. */
export async function checkPublicCertificate(
  publicUrl: URL,
  { clock }: CertificateTools,
  signal: AbortSignal,
): Promise<CheckLine> {
  using patience = startDeadline(PATIENCE_MS, signal);
  const { hostname, port, host } = publicUrl;
  const place = { host: bare(hostname), port: portOf(port), ca: undefined, where: host, setting: undefined };
  try {
    return judgeCertificate(place, await lookAtCertificate(place, patience.signal), clock.now());
  } catch (thrown) {
    const what = `${host}: not reachable from this machine, so its certificate was not seen: ${reasonOf(thrown, patience.signal)}`;
    const mend = 'Nothing, if that is so by design; otherwise see the name, the proxy and the firewall.';
    return { level: 'warning', what, mend };
  }
}

function databasesOf({ ledger }: Pick<Settings, 'ledger'>): readonly TlsServer[] {
  if (ledger.engine !== 'postgres' || ledger.tls === 'none') return [];
  return ledger.hosts.map(({ host, port }) => {
    const where = `PostgreSQL ${host}:${port}`;
    return { where, host, port, ca: ledger.ca, setting: 'ledger.tls.ca', upgrade: upgradePostgres };
  });
}

function relayOf({ mail: { smtp } }: Pick<Settings, 'mail'>): readonly TlsServer[] {
  if (smtp.tls === 'none') return [];
  const { host, port, ca } = smtp;
  const place = { where: `SMTP relay ${host}:${port}`, host, port, ca, setting: 'mail.smtp.ca' };
  return [smtp.tls === 'starttls' ? { ...place, upgrade: upgradeRelay } : place];
}

function webOf(settings: Pick<Settings, 'applications'>): readonly TlsServer[] {
  return webServersOf(settings).flatMap(({ name, origin, ca }) => {
    if (origin.protocol !== 'https:') return [];
    const place = { host: bare(origin.hostname), port: portOf(origin.port) };
    return [{ ...place, where: `${name} (${origin.host})`, ca, setting: `\`ca\` of ${name}` }];
  });
}

/** Databases with tables of passwords. */
function tablesOf({ applications }: Pick<Settings, 'applications'>): readonly TlsServer[] {
  return applications.flatMap((application) => {
    if (application.type !== 'sql' || application.tls === 'none') return [];
    const { name, dialect, ca } = application;
    const { host, port } = application.server;
    const upgrade = dialect === 'postgres' ? upgradePostgres : upgradeMariadb;
    return [{ where: `${name} (${host}:${port})`, host, port, ca, setting: `\`ca\` of ${name}`, upgrade }];
  });
}

function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function portOf(port: string): number {
  return port === '' ? HTTPS_PORT : Number(port);
}

function reasonOf(thrown: unknown, signal: AbortSignal): string {
  return messageOf(signal.aborted ? signal.reason : thrown);
}
