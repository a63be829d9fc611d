import type { LdapTls } from '../../src/config/ldap-tls.ts';
import type { LdapDirectorySettings } from '../../src/config/settings.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { Slapd } from './slapd.ts';

/** The settings of a directory that stands on this slapd, as a university would write them; LDAPS unless told otherwise. */
export function ldapSettings(slapd: Slapd, changes: Partial<LdapDirectorySettings> = {}): LdapDirectorySettings {
  return {
    type: 'ldap',
    urls: [slapd.urls.ldaps],
    tls: tlsOf(slapd, 'ldaps'),
    bind: { dn: slapd.service.dn, password: new Secret(slapd.service.password) },
    base: slapd.base,
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

export function tlsOf(slapd: Slapd, mode: LdapTls['mode']): LdapTls {
  return { mode, ca: mode === 'none' ? undefined : slapd.caPem };
}
