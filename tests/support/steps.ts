import assert from 'node:assert/strict';
import type { ChoosePasswordOutcome } from '../../src/journey/outcomes.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { Institution } from './institution.ts';

export const CLIENT = '192.0.2.7';
export const GOOD = 'Nouveau-Passe-2026';

/** Asks for a link and returns its token, as the mail holds it. */
export async function requestToken(institution: Institution, address: string): Promise<string> {
  const outcome = await institution.journey.requestLink({ address, client: CLIENT, language: 'fr' });
  assert.equal(outcome.kind, 'sent');
  await institution.drain();
  return lastToken(institution);
}

export function lastToken({ mailer }: Institution): string {
  const link = mailer.of('link').at(-1)?.message.link;
  assert.ok(link, 'a mail with a link was sent');
  return tokenOf(link);
}

export function tokenOf(link: string): string {
  return new URL(link).pathname.split('/').at(-1) ?? '';
}

export async function choose(
  { journey }: Pick<Institution, 'journey'>,
  token: string,
  more: { password?: string; confirmation?: string; position?: number; resetId?: string; client?: string } = {},
): Promise<ChoosePasswordOutcome> {
  const password = more.password ?? GOOD;
  return await journey.choosePassword({
    token,
    resetId: more.resetId,
    position: more.position,
    password: new Secret(password),
    confirmation: new Secret(more.confirmation ?? password),
    language: 'fr',
    client: more.client ?? CLIENT,
  });
}
