import { z } from 'zod';
import { type Surroundings, path } from '../files.ts';
import { LATER } from '../later.ts';
import { ldapUrl } from '../leaves.ts';
import { type Kind, judge, kindFault, mapping, someOf } from '../mapping.ts';
import type { DirectorySettings, EmbeddedDirectorySettings, LdapDirectorySettings } from '../settings.ts';
import { activeDirectory } from './active-directory.ts';
import { addressContradictions, addressSettings } from './addresses.ts';
import {
  type WrittenTls,
  attribute,
  bindSection,
  dn,
  filter,
  timeout,
  tlsContradictions,
  tlsOf,
  tlsSection,
} from './ldap.ts';

function accountSection(): z.ZodType<LdapDirectorySettings['account']> {
  return mapping({
    id: attribute.prefault('entryUUID').describe('Attribute that never changes and is never given to another account.'),
    number: attribute.prefault('supannEtuId').describe('Attribute with the number that people know.'),
    login: attribute.prefault('uid').describe('Attribute with the login.'),
    name: attribute.prefault('displayName').describe('Attribute with the name that pages and mails call people by.'),
    language: attribute.prefault('preferredLanguage').describe('Attribute with the language that people read.'),
  });
}

function ldapDirectory(surroundings: Surroundings): Kind<LdapDirectorySettings> {
  return mapping({
    type: z.literal('ldap').describe('An LDAP directory such as OpenLDAP.'),
    urls: someOf(ldapUrl, 'LDAP URLs').describe(
      'The servers, in the order in which they are tried; all ldaps://, or all ldap://.',
    ),
    tls: tlsSection(surroundings)
      .optional()
      .describe(
        'How connections are protected. ldap:// is refused unless it says `startTls: true`, or `none` for plain LDAP.',
      ),
    bind: bindSection(surroundings).describe('The service account: it finds people and sets passwords.'),
    base: dn.describe('Where people stand in the tree.'),
    ...addressSettings('supannMailPerso'),
    account: accountSection().prefault({}).describe('Which attributes describe an account.'),
    eligible: filter.optional().describe('Filter that accounts must meet as well (RFC 4515).'),
    timeout: timeout().prefault('5s').describe('Longest wait for a server, for each operation.'),
  })
    .superRefine(
      ...judge(['urls', 'tls'], (value: { urls: readonly string[]; tls?: WrittenTls | undefined }) =>
        tlsContradictions({ urls: value.urls, tls: value.tls, field: 'urls' }),
      ),
    )
    .superRefine(...judge(['addresses', 'notify'], addressContradictions))
    .transform(({ tls, eligible, timeout: timeoutMs, ...rest }) => {
      return { ...rest, tls: tlsOf(rest.urls, tls), eligible, timeoutMs };
    });
}

function embeddedDirectory(surroundings: Surroundings): Kind<EmbeddedDirectorySettings> {
  return mapping({
    type: z
      .literal('embedded')
      .describe('Accounts that Jeton keeps in a file of its own; for trials and small institutions.'),
    file: path(surroundings)
      .prefault('./data/directory.db')
      .describe('The file with the accounts; it is made when it is not there.'),
  });
}

export function directorySection(surroundings: Surroundings): z.ZodType<DirectorySettings> {
  const known = [ldapDirectory(surroundings), activeDirectory(surroundings), embeddedDirectory(surroundings)] as const;
  const error = kindFault({ known: ['ldap', 'active-directory', 'embedded'], later: LATER.directories });
  return z.discriminatedUnion('type', known, { error });
}
