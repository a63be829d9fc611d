import { readTextFile } from '../../config/files.ts';
import type { LdapTls } from '../../config/ldap-tls.ts';
import { ldapUrl } from '../../config/leaves.ts';
import { type Reading, fault, ok } from '../../config/reading.ts';
import { type SeenCertificate, lookAtCertificate } from '../../platform/certificate.ts';
import { startDeadline } from '../../platform/deadline.ts';
import { AppError, messageOf } from '../../platform/errors.ts';
import { type LdapServer, isLoopback, readServer } from '../../systems/ldap/server.ts';
import { StartTlsRefused, requestStartTls } from '../../systems/ldap/start-tls.ts';
import type { Terminal } from '../command.ts';
import { type Inquiry, as } from './inquiry.ts';

const PATIENCE_MS = 10_000;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface Asking {
  readonly inquiry: Inquiry;
  readonly terminal: Pick<Terminal, 'print'>;
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
}

/** Asks for a server and sees how the way to it is protected. The fault says why there is none. */
export async function meetServer(asking: Asking): Promise<Reading<LdapServer>> {
  const urls = await asking.inquiry.ask({
    flag: 'ldap',
    question: 'LDAP server (ldaps://…, ldap://… for StartTLS, or a name alone)',
    read: readPlace,
  });
  let met: Reading<LdapServer> = fault('');
  for (const url of urls) {
    met = await meet(asking, url);
    if (met.kind === 'ok') break;
  }
  return met;
}

/** A name alone is tried by LDAPS, then by StartTLS. */
function readPlace(text: string): Reading<readonly string[]> {
  const urls = /^[a-z]+:\/\//i.test(text) ? [text] : [`ldaps://${text}`, `ldap://${text}`];
  for (const url of urls) {
    const reading = as(ldapUrl)(url);
    if (reading.kind === 'fault') return reading;
  }
  return ok(urls);
}

async function meet(asking: Asking, url: string): Promise<Reading<LdapServer>> {
  const mode = url.toLowerCase().startsWith('ldaps:') ? 'ldaps' : 'starttls';
  const server = readServer(url, { mode, ca: undefined });
  try {
    return await trust(asking, server, await look(server, undefined));
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    if (thrown instanceof StartTlsRefused && isLoopback(server)) {
      asking.terminal.print(`${url}: offers no StartTLS; in clear, since it is on this machine`);
      return ok(readServer(url, { mode: 'none', ca: undefined }));
    }
    const mend =
      thrown instanceof StartTlsRefused ? '; passwords would travel in clear: give it TLS, or use ldaps://' : '';
    return fault(`${url}: ${messageOf(thrown)}${mend}`);
  }
}

async function look({ host, port, tls }: LdapServer, ca: string | undefined): Promise<SeenCertificate> {
  using patience = startDeadline(PATIENCE_MS);
  const place = { host, port, ca };
  const upgraded = tls.mode === 'starttls' ? { ...place, upgrade: requestStartTls } : place;
  try {
    return await lookAtCertificate(upgraded, patience.signal);
  } catch (thrown) {
    throw patience.signal.aborted ? patience.signal.reason : thrown;
  }
}

/** A certificate whose authority is not known is shown, and trusted by a person's word or not at all. */
async function trust(asking: Asking, server: LdapServer, seen: SeenCertificate): Promise<Reading<LdapServer>> {
  const { url, host, tls } = server;
  const { terminal, flags } = asking;
  const trusting = (ca: string | undefined): Reading<LdapServer> => {
    terminal.print(`${url}: certificate trusted, ${Math.floor((seen.endsAt - Date.now()) / DAY_MS)} days left`);
    const protection: LdapTls = { mode: tls.mode, ca };
    return ok(readServer(url, protection));
  };
  if (seen.fault === undefined && flags['ca'] === undefined) return trusting(undefined);
  if (seen.fault === 'CERT_HAS_EXPIRED') return fault(`${url}: its certificate has expired; renew it first`);
  if (seen.fault === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return fault(
      `${url}: its certificate is made out to ${seen.names.join(', ')}, not to ${host}; use one of these names`,
    );
  terminal.print(`${url}: its certificate is signed by ${seen.issuer}, which is not a public authority`);
  const ca = await findAuthority(asking, seen);
  if (ca.kind === 'fault') return fault(`${url}: ${ca.fault}`);
  const again = await look(server, ca.value);
  if (again.fault === undefined) return trusting(ca.value);
  return fault(`${url}: is not trusted with that authority either (${again.fault})`);
}

async function findAuthority({ inquiry, terminal, flags }: Asking, seen: SeenCertificate): Promise<Reading<string>> {
  if (flags['ca'] === undefined && seen.authority !== undefined) {
    terminal.print(`  The server sends its authority, with this fingerprint (SHA-256):\n  ${seen.fingerprint}`);
    if (isSame(flags['trust'], seen.fingerprint)) return ok(seen.authority);
    if (typeof flags['trust'] === 'string') return fault('the authority has another fingerprint than --trust says');
    const question = '  Compare it with what the directory’s administrators say. Is it the same';
    if (await inquiry.consent(question)) return ok(seen.authority);
  }
  return await inquiry
    .ask({
      flag: 'ca',
      question: '  File with the authority’s certificate (PEM)',
      instead: seen.authority === undefined ? undefined : 'or compare the fingerprint above, and give it as --trust',
      read: (path) => ok(path),
    })
    .then(readAuthority);
}

async function readAuthority(path: string): Promise<Reading<string>> {
  const reading = await readTextFile(path);
  return reading.kind === 'ok' ? reading : fault(`the file ${path} ${reading.fault}`);
}

function isSame(written: unknown, fingerprint: string): boolean {
  const bare = (text: string): string => text.replaceAll(/[^\da-f]/gi, '').toLowerCase();
  return typeof written === 'string' && bare(written.replace(/^sha-?256[:=]/i, '')) === bare(fingerprint);
}
