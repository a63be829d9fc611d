import type { ActiveDirectoryApplicationSettings } from '../../src/config/application-settings.ts';
import type { ActiveDirectorySettings } from '../../src/config/settings.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { Samba } from './samba.ts';

type Reached = Pick<Samba, 'urls' | 'caPem' | 'base' | 'service'>;

/** The settings of a directory that stands on this domain, as a university would write them; LDAPS unless told otherwise. */
export function activeDirectorySettings(
  samba: Reached,
  changes: Partial<ActiveDirectorySettings> = {},
): ActiveDirectorySettings {
  return {
    ...{ type: 'active-directory', ...reaching(samba) },
    ...{ addresses: ['otherMailbox'], addressLabels: ['PERSO', 'SECOURS'], notify: ['mail'] },
    account: {
      ...{ number: 'employeeNumber', login: 'sAMAccountName' },
      ...{ name: 'displayName', language: 'preferredLanguage' },
    },
    eligible: undefined,
    ...changes,
  };
}

/** The same domain as an application. */
export function activeDirectoryApplicationSettings(
  samba: Reached,
  changes: Partial<ActiveDirectoryApplicationSettings> = {},
): ActiveDirectoryApplicationSettings {
  return {
    ...{ type: 'active-directory', name: 'Windows', ...reaching(samba) },
    ...{ match: { attribute: 'sAMAccountName', by: 'login' }, capacity: { characters: 127 } },
    ...changes,
  };
}

function reaching({ urls, caPem, base, service }: Reached) {
  return {
    urls: [urls.ldaps],
    tls: { mode: 'ldaps', ca: caPem },
    bind: { dn: service.dn, password: new Secret(service.password) },
    base,
    timeoutMs: 4000,
  } as const;
}
