import { type Language, findPreferred } from '../platform/language.ts';
import type { Account } from '../systems/directory.ts';
import type { JourneyParts } from './parts.ts';

/** The language of a mail: what the accounts that it is about prefer, where it is offered, else that of the page. */
export function mailLanguage(
  { settings }: Pick<JourneyParts, 'settings'>,
  accounts: readonly Pick<Account, 'language'>[],
  asked: Language,
): Language {
  const wanted = new Set(accounts.map(({ language }) => findPreferred(settings.offeredLanguages, language ?? '')));
  const [only] = wanted;
  return wanted.size === 1 && only !== undefined ? only : asked;
}
