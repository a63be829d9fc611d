import { z } from 'zod';
import type { Surroundings } from '../files.ts';
import { ldapUrl, matching } from '../leaves.ts';
import { type Kind, judge, mapping, someOf } from '../mapping.ts';
import type { ActiveDirectorySettings } from '../settings.ts';
import { addressContradictions, addressSettings } from './addresses.ts';
import {
  type LdapBind,
  type WrittenProtection,
  attribute,
  bindSection,
  dn,
  filter,
  protectionSection,
  timeout,
  tlsContradictions,
  tlsOf,
} from './ldap.ts';

/** A distinguished name, or a user principal name (MS-ADTS, 5.1.1.1.1). */
const BIND_NAME = /^(?:(?:[a-z][a-z\d-]*|\d+(?:\.\d+)+)\s*=\s*[^\s,].*|[^\s@"/\\[\]:;|=,+*?<>]+@[a-z\d.-]+)$/i;
/** Of the service account. */
export const bindName = matching(BIND_NAME, 'a distinguished name, or a principal such as svc-jeton@ad.univ.example');

interface DomainShape {
  readonly urls: z.ZodType<readonly string[]>;
  readonly tls: z.ZodOptional<z.ZodType<WrittenProtection>>;
  readonly bind: z.ZodType<LdapBind>;
  readonly base: z.ZodType<string>;
  readonly timeout: z.ZodPrefault<z.ZodType<number>>;
}

/** How a domain controller is reached, whether it is the authority or an application. */
export function domainSettings(surroundings: Surroundings): DomainShape {
  return {
    urls: someOf(ldapUrl, 'LDAP URLs').describe(
      'The domain controllers, in the order in which they are tried; all ldaps://, or all ldap:// with `startTls: true`.',
    ),
    tls: protectionSection(surroundings)
      .optional()
      .describe('How connections are protected. A domain controller takes no password in clear.'),
    bind: bindSection(surroundings, bindName).describe(
      'The service account: it finds people and resets passwords. `dn` may also be its principal name.',
    ),
    base: dn.describe('Where people stand in the tree.'),
    timeout: timeout().prefault('5s').describe('Longest wait for a domain controller, for each operation.'),
  };
}

interface WrittenDomain {
  readonly urls: readonly string[];
  readonly tls?: WrittenProtection | undefined;
}

export const judgeDomain = judge(['urls', 'tls'], ({ urls, tls }: WrittenDomain) =>
  tlsContradictions({ urls, tls, field: 'urls', mayBePlain: false }),
);

function accountSection(): z.ZodType<ActiveDirectorySettings['account']> {
  return mapping({
    number: attribute.prefault('employeeNumber').describe('Attribute with the number that people know.'),
    login: attribute.prefault('sAMAccountName').describe('Attribute with the login.'),
    name: attribute.prefault('displayName').describe('Attribute with the name that pages and mails call people by.'),
    language: attribute.prefault('preferredLanguage').describe('Attribute with the language that people read.'),
  });
}

export function activeDirectory(surroundings: Surroundings): Kind<ActiveDirectorySettings> {
  return mapping({
    type: z.literal('active-directory').describe('A domain of Active Directory, or of Samba.'),
    ...domainSettings(surroundings),
    ...addressSettings('otherMailbox'),
    account: accountSection().prefault({}).describe('Which attributes describe an account.'),
    eligible: filter
      .optional()
      .describe('Filter that accounts must meet as well (RFC 4515). Disabled, expired and protected ones never do.'),
  })
    .superRefine(...judgeDomain)
    .superRefine(...judge(['addresses', 'notify'], addressContradictions))
    .transform(({ tls, eligible, timeout: timeoutMs, ...rest }) => {
      return { ...rest, tls: tlsOf(rest.urls, tls), eligible, timeoutMs };
    });
}
