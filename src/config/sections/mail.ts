import type { z } from 'zod';
import { type Surroundings, RSA_KEY, certificates, secret } from '../files.ts';
import { emailAddress, host, matching, oneOf, port, text } from '../leaves.ts';
import { judge, mapping } from '../mapping.ts';
import type { MailSettings } from '../settings.ts';
import type { Secret } from '../../platform/secret.ts';

const PORTS = { starttls: 587, tls: 465, none: 25 } as const;
const DOMAIN = /^[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)+$/i;
const SELECTOR = /^[a-z\d](?:[a-z\d._-]*[a-z\d])?$/i;

interface SmtpFields {
  readonly tls: MailSettings['smtp']['tls'];
  readonly user?: string | undefined;
  readonly password?: Secret | undefined;
  readonly ca?: string | undefined;
}

function smtpSection(surroundings: Surroundings): z.ZodType<MailSettings['smtp']> {
  return mapping({
    host: host.describe('The mail relay.'),
    port: port.optional().describe('Its port. Unless written: 587 with `starttls`, 465 with `tls`, 25 with `none`.'),
    tls: oneOf(['starttls', 'tls', 'none'])
      .prefault('starttls')
      .describe(
        '`starttls`: encrypted after the greeting, or given up. `tls`: encrypted from the first byte. `none`: in clear, for a relay on the same machine.',
      ),
    user: text('a user name').optional().describe('Who logs in at the relay, when it asks for that.'),
    password: secret(surroundings).optional().describe('The password of `user`.'),
    ca: certificates(surroundings)
      .optional()
      .describe('Authority that signed the relay’s certificate, when it is not a public one.'),
  })
    .superRefine(
      ...judge(['user', 'password'], ({ user, password }: Pick<SmtpFields, 'user' | 'password'>) => {
        if (user !== undefined && password === undefined)
          return [{ path: ['password'], fault: 'is missing; `user` logs in with it' }];
        if (user === undefined && password !== undefined)
          return [{ path: ['user'], fault: 'is missing; `password` is no use alone' }];
        return [];
      }),
    )
    .superRefine(
      ...judge(['tls', 'ca'], ({ tls, ca }: Pick<SmtpFields, 'tls' | 'ca'>) =>
        tls === 'none' && ca !== undefined
          ? [{ path: ['ca'], fault: 'contradicts tls: none, which looks at no certificate; take one of the two out' }]
          : [],
      ),
    )
    .transform(({ host: name, port: written, tls, ca, user, password }) => ({
      host: name,
      port: written ?? PORTS[tls],
      tls,
      ca,
      login: user === undefined || password === undefined ? undefined : { user, password },
    }));
}

function fromSection(): z.ZodType<MailSettings['from']> {
  return mapping({
    name: text('a name').describe('Name that mails come from.'),
    address: emailAddress.describe(
      'Address that mails come from. Its domain should allow the relay to send for it (SPF, DKIM).',
    ),
  });
}

function dkimSection(surroundings: Surroundings): z.ZodType<NonNullable<MailSettings['dkim']>> {
  return mapping({
    domain: matching(DOMAIN, 'a domain such as univ.example').describe(
      'Domain that signs; that of the sender’s address.',
    ),
    selector: matching(SELECTOR, 'a DKIM selector such as jeton').describe(
      'The key’s name: its public half stands in the DNS under SELECTOR._domainkey.DOMAIN.',
    ),
    key: secret(surroundings, RSA_KEY).describe('The RSA private key, PEM, without a passphrase.'),
  });
}

export function mailSection(surroundings: Surroundings): z.ZodType<MailSettings> {
  return mapping({
    from: fromSection().describe('The sender.'),
    smtp: smtpSection(surroundings).describe('The mail relay that takes every mail.'),
    dkim: dkimSection(surroundings).optional().describe('Signs every mail (RFC 6376), unless the relay does so.'),
  }).transform(({ from, smtp, dkim }) => ({ from, smtp, dkim }));
}
