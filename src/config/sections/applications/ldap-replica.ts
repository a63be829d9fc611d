import { z } from 'zod';
import type { LdapReplicaSettings } from '../../application-settings.ts';
import type { Surroundings } from '../../files.ts';
import { ldapUrl } from '../../leaves.ts';
import { type Kind, judge, mapping } from '../../mapping.ts';
import { type WrittenTls, bindSection, dn, timeout, tlsContradictions, tlsOf, tlsSection } from '../ldap.ts';
import { name } from './common.ts';

/** `tls` is what is written; the directory's authority may still have to be filled in. */
export type WrittenReplica = LdapReplicaSettings & { readonly writesTls: boolean };

export function ldapReplica(surroundings: Surroundings): Kind<WrittenReplica> {
  return mapping({
    name,
    type: z
      .literal('ldap-replica')
      .describe(
        'A copy of the directory that follows by itself: it is not written, but watched until it has the password.',
      ),
    url: ldapUrl.describe('The server.'),
    tls: tlsSection(surroundings)
      .optional()
      .describe(
        'How the connection is protected. Unless written, the authority of `directory.tls` is trusted here too.',
      ),
    bind: bindSection(surroundings)
      .optional()
      .describe('Service account that looks people up. Unless written, that of `directory`.'),
    base: dn.optional().describe('Where people stand in the tree. Unless written, as in `directory`.'),
    timeout: timeout().prefault('5s').describe('Longest wait for the server, for each operation.'),
  })
    .superRefine(
      ...judge(['url', 'tls'], ({ url, tls }: { url: string; tls?: WrittenTls | undefined }) =>
        tlsContradictions({ urls: [url], tls, field: 'url' }),
      ),
    )
    .transform(({ tls, bind, base, timeout: timeoutMs, ...rest }) => {
      return { ...rest, tls: tlsOf([rest.url], tls), writesTls: tls !== undefined, bind, base, timeoutMs };
    });
}
