import { z } from 'zod';
import { type SecretForm, type Surroundings, certificates, secret } from '../files.ts';
import { LATER } from '../later.ts';
import { duration, expected, ldapUrl, matching, webUrl } from '../leaves.ts';
import { type Contradiction, type Kind, judge, kindFault, mapping, someOf } from '../mapping.ts';
import { fault, ok } from '../reading.ts';
import type { ApplicationSettings, LdapReplicaSettings, WebhookSettings } from '../settings.ts';
import { type WrittenTls, bindSection, dn, timeout, tlsContradictions, tlsOf, tlsSection } from './ldap.ts';

/** Names stand on pages, in mails, in metrics and in the ledger. */
const NAME = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._+-]{0,58}[\p{L}\p{N}+])?$/u;

/** @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
const SIGNING_SECRET: SecretForm = (secretText) => {
  const [, encoded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secretText) ?? [];
  const { length } = Buffer.from(encoded ?? '', 'base64');
  if (length >= 24 && length <= 64) return ok(secretText);
  return fault('must hold `whsec_` and 24 to 64 random bytes in base64, such as `openssl rand -base64 32` makes');
};

const name = matching(NAME, 'a name such as ENT: at most 60 letters, digits, spaces, dots and hyphens').describe(
  'Name of the application, as people know it. It also marks deliveries under way, so a change orphans them.',
);

/** `tls` is what is written; the directory's authority may still have to be filled in. */
export type WrittenReplica = LdapReplicaSettings & { readonly writesTls: boolean };

function ldapReplica(surroundings: Surroundings): Kind<WrittenReplica> {
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

function webhook(surroundings: Surroundings): Kind<WebhookSettings> {
  return mapping({
    name,
    type: z
      .literal('webhook')
      .describe(
        'An application that is told that a password changed (Standard Webhooks 1.0.0); the password is not in it.',
      ),
    url: webUrl.describe('Where the announcement is posted.'),
    secrets: someOf(secret(surroundings, SIGNING_SECRET), 'secrets').describe(
      'Secrets that sign the announcement, each `whsec_` and base64. Write the new one beside the old one while one replaces the other.',
    ),
    ca: certificates(surroundings)
      .optional()
      .describe('Authority that signed the application’s certificate, when it is not a public one.'),
    timeout: duration({ least: 100, most: 60_000 }).prefault('10s').describe('Longest wait for the answer.'),
  }).transform(({ ca, timeout: timeoutMs, ...rest }) => ({ ...rest, ca, timeoutMs }));
}

export type WrittenApplication = Exclude<ApplicationSettings, LdapReplicaSettings> | WrittenReplica;

export function applicationsSection(surroundings: Surroundings): z.ZodType<readonly WrittenApplication[]> {
  const known = [ldapReplica(surroundings), webhook(surroundings)] as const;
  const error = kindFault({ known: ['ldap-replica', 'webhook'], later: LATER.applications });
  const application = z.discriminatedUnion('type', known, { error });
  return z.array(application, { error: expected('a list of applications') }).superRefine(
    (applications, context) => {
      for (const { path, fault: message } of repeatedNames(applications)) {
        context.issues.push({ code: 'custom', path: [...path], message, input: undefined });
      }
    },
    { when: ({ value }) => Array.isArray(value) },
  );
}

/** Judged whatever is wrong with the applications: a name that is no text is no repetition. */
function repeatedNames(applications: readonly unknown[]): readonly Contradiction[] {
  const seen = new Set<string>();
  return applications.flatMap((application, index) => {
    if (typeof application !== 'object' || application === null || !('name' in application)) return [];
    if (typeof application.name !== 'string') return [];
    const key = application.name.normalize('NFKC').toLowerCase();
    const again = seen.has(key);
    seen.add(key);
    return again ? [{ path: [index, 'name'], fault: 'names an application twice; each needs a name of its own' }] : [];
  });
}
