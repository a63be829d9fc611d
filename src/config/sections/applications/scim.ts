import { z } from 'zod';
import type { Secret } from '../../../platform/secret.ts';
import type { ScimSettings } from '../../application-settings.ts';
import { type Surroundings, certificates, secret } from '../../files.ts';
import { matching, webUrl } from '../../leaves.ts';
import { type Contradiction, type Kind, judge, mapping } from '../../mapping.ts';
import { TOKEN, answerTimeout, holds, matchBy, name } from './common.ts';

/** @see https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2.2 */
const ATTRIBUTE_PATH = /^(?:urn:[a-z\d.:_-]+:)?[a-z][\w$-]*(?:\.[a-z][\w$-]*)?$/i;

export function scim(surroundings: Surroundings): Kind<ScimSettings> {
  return mapping({
    name,
    type: z.literal('scim').describe('An application that takes passwords over SCIM 2.0 (RFC 7644).'),
    url: webUrl.describe('What its `/Users` stands under, such as `https://ipweb.univ.example/scim/v2`.'),
    token: secret(surroundings, TOKEN).optional().describe('Bearer token.'),
    basic: mapping({
      user: matching(/^[^:]+$/, 'a user, without a colon').describe('Whom it knows Jeton as.'),
      password: secret(surroundings).describe('The password of that user.'),
    })
      .optional()
      .describe('HTTP Basic, where there is no token.'),
    match: matchBy(
      matching(ATTRIBUTE_PATH, 'a SCIM attribute such as userName').describe('The attribute that is searched.'),
      'userName',
    ),
    ca: certificates(surroundings)
      .optional()
      .describe('Authority that signed the application’s certificate, when it is not a public one.'),
    timeout: answerTimeout,
    holds: holds().optional(),
  })
    .superRefine(...judge(['token', 'basic'], oneOfBoth))
    .transform(({ token, basic, timeout: timeoutMs, holds: capacity, ca, ...rest }) => {
      return { ...rest, credentials: credentialsOf(token, basic), ca, timeoutMs, capacity };
    });
}

interface Basic {
  readonly user: string;
  readonly password: Secret;
}

function oneOfBoth(written: { token?: Secret | undefined; basic?: Basic | undefined }): readonly Contradiction[] {
  if (written.token === undefined && written.basic === undefined) {
    return [{ path: ['token'], fault: 'is missing; write a secret by reference: { file: PATH } or { env: NAME }' }];
  }
  if (written.token === undefined || written.basic === undefined) return [];
  return [{ path: ['basic'], fault: 'stands beside a token; write one of the two' }];
}

function credentialsOf(token: Secret | undefined, basic: Basic | undefined): ScimSettings['credentials'] {
  if (token !== undefined) return { kind: 'bearer', token };
  if (basic !== undefined) return { kind: 'basic', ...basic };
  return z.NEVER;
}
