import { z } from 'zod';
import type { WebhookSettings } from '../../application-settings.ts';
import { type SecretForm, type Surroundings, certificates, secret } from '../../files.ts';
import { duration, webUrl } from '../../leaves.ts';
import { type Kind, mapping, someOf } from '../../mapping.ts';
import { fault, ok } from '../../reading.ts';
import { name } from './common.ts';

/** @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
const SIGNING_SECRET: SecretForm = (secretText) => {
  const [, encoded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secretText) ?? [];
  const { length } = Buffer.from(encoded ?? '', 'base64');
  if (length >= 24 && length <= 64) return ok(secretText);
  return fault('must hold `whsec_` and 24 to 64 random bytes in base64, such as `openssl rand -base64 32` makes');
};

export function webhook(surroundings: Surroundings): Kind<WebhookSettings> {
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
