import { type Language, languageOf } from '../platform/language.ts';
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
  const found = preferences.get(`${offered.join()} ${header}`, () => readPreference(offered, header) ?? 'none');
  return found === 'none' ? undefined : found;
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4 */
function readPreference(offered: Offer['offered'], header: string): Language | undefined {
  return header
    .split(',')
    .map((range) => ({ language: languageOf(range), quality: qualityOf(range) }))
    .filter((each): each is { language: Language; quality: number } => {
      return each.language !== undefined && offered.includes(each.language) && each.quality > 0;
    })
    .sort((one, other) => other.quality - one.quality)[0]?.language;
}

function qualityOf(range: string): number {
  const written = /;\s*q=([^;\s]*)/i.exec(range)?.[1];
  return written === undefined ? 1 : Number(written) || 0;
}
