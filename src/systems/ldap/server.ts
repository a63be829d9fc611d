import type { LdapTls } from '../../config/ldap-tls.ts';
import { AppError } from '../../platform/errors.ts';

/** One LDAP server and how the way to it is protected. */
export interface LdapServer {
  readonly url: string;
  /** Without the brackets of an IPv6 address; the name its certificate must be made out to. */
  readonly host: string;
  readonly port: number;
  readonly tls: LdapTls;
}

const DEFAULT_PORT = { 'ldap:': 389, 'ldaps:': 636 } as const;

/**
 * Reads a URL of the settings.
 * @throws AppError SETTINGS_INVALID when it is no LDAP URL, or its scheme contradicts the way it is to be protected:
 * there is no mode in which a connection is encrypted only if that happens to work.
 */
export function readServer(url: string, tls: LdapTls): LdapServer {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const scheme = tls.mode === 'ldaps' ? 'ldaps:' : 'ldap:';
  if (parsed === undefined || parsed.hostname === '' || parsed.protocol !== scheme) {
    throw new AppError('SETTINGS_INVALID', `${url}: expected ${scheme}//host, since tls is ${tls.mode}`);
  }
  const port = parsed.port === '' ? DEFAULT_PORT[scheme] : Number(parsed.port);
  return { url, host: parsed.hostname.replace(/^\[(.*)\]$/, '$1'), port, tls };
}

/** Whether the server is this very machine, so that nothing it is told crosses a network. */
export function isLoopback({ host }: LdapServer): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host);
}
