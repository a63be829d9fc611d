import { type Language, findPreferred } from '../platform/language.ts';
import { Memo } from '../platform/memo.ts';

export interface Wishes {
  /** `?lang=`, if it is there once. */
  readonly query: string | undefined;
  readonly cookie: string | undefined;
  /** The header `Accept-Language`. */
  readonly accepted: string | undefined;
}

export interface Offer {
  readonly default: Language;
  readonly offered: readonly Language[];
}

/** Headers longer than this are not looked at. */
const MAXIMUM_HEADER = 1000;

/** The language of a page: what was asked for just now, or before, or what the browser prefers; only offered ones. Pure. */
export function chooseLanguage(offer: Offer, { query, cookie, accepted }: Wishes): Language {
  return offeredLanguage(offer, query) ?? offeredLanguage(offer, cookie) ?? preferred(offer, accepted) ?? offer.default;
}

/** The offered language that a tag stands for exactly as our own links write it (`fr`, `en`). */
export function offeredLanguage({ offered }: Offer, tag: string | undefined): Language | undefined {
  return offered.find((language) => language === tag);
}

/** Browsers write few different headers. */
const preferences = new Memo<Language | 'none'>(200);

function preferred({ offered }: Offer, header: string | undefined): Language | undefined {
  if (header === undefined || header.length > MAXIMUM_HEADER) return undefined;
  const found = preferences.get(`${offered.join()} ${header}`, () => findPreferred(offered, header) ?? 'none');
  return found === 'none' ? undefined : found;
}
