import type { LdapTls } from '../../src/config/ldap-tls.ts';
import type { LdapDirectorySettings } from '../../src/config/settings.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { Slapd } from './slapd.ts';

/** A server that holds the generated tree: slapd, or 389 Directory Server. */
type Server = Pick<Slapd, 'caPem' | 'service' | 'base'> & { readonly urls: Slapd['urls'] };

/** The settings of a directory that stands on this server, as a university would write them; LDAPS unless told otherwise. */
export function ldapSettings(server: Server, changes: Partial<LdapDirectorySettings> = {}): LdapDirectorySettings {
  return {
    type: 'ldap',
    urls: [server.urls.ldaps],
    tls: tlsOf(server, 'ldaps'),
    bind: { dn: server.service.dn, password: new Secret(server.service.password) },
    base: server.base,
    addresses: ['supannMailPerso', 'supannMailPrive'],
    addressLabels: ['PERSO', 'SECOURS'],
    notify: ['mail'],
    account: {
      id: 'entryUUID',
      number: 'supannEtuId',
      login: 'uid',
      name: 'displayName',
      language: 'preferredLanguage',
    },
    eligible: '(!(supannRessourceEtat={COMPTE}I))',
    timeoutMs: 4000,
    ...changes,
  };
}

export function tlsOf(server: Server, mode: LdapTls['mode']): LdapTls {
  return { mode, ca: mode === 'none' ? undefined : server.caPem };
}
