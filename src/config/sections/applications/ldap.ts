import { z } from 'zod';
import type { LdapApplicationSettings } from '../../application-settings.ts';
import type { Surroundings } from '../../files.ts';
import { ldapUrl, oneOf } from '../../leaves.ts';
import { type Kind, judge, mapping, someOf } from '../../mapping.ts';
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
} from '../ldap.ts';
import { holds, name } from './common.ts';

function matchSection(): z.ZodType<LdapApplicationSettings['match']> {
  return mapping({
    attribute: attribute.prefault('uid').describe('Attribute of the entry there.'),
    by: oneOf(['login', 'number', 'id'])
      .prefault('login')
      .describe('What of the account stands in it: `login`, `number` or `id`, as `directory.account` names them.'),
  });
}

/** Another LDAP directory, with passwords of its own. */
export function ldapApplication(surroundings: Surroundings): Kind<LdapApplicationSettings> {
  return mapping({
    name,
    type: z.literal('ldap').describe('Another LDAP directory, with passwords of its own: they are set there.'),
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
    match: matchSection().prefault({}).describe('How somebody’s entry is found.'),
    filter: filter.optional().describe('Filter that entries must meet as well (RFC 4515).'),
    timeout: timeout().prefault('5s').describe('Longest wait for a server, for each operation.'),
    holds: holds().optional(),
  })
    .superRefine(
      ...judge(['urls', 'tls'], (value: { urls: readonly string[]; tls?: WrittenTls | undefined }) =>
        tlsContradictions({ urls: value.urls, tls: value.tls, field: 'urls' }),
      ),
    )
    .transform(({ tls, filter: further, timeout: timeoutMs, holds: capacity, ...rest }) => {
      return { ...rest, tls: tlsOf(rest.urls, tls), filter: further, timeoutMs, capacity };
    });
}
