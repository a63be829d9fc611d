/** Languages that Jeton speaks. Another one is a file in `locales/` and its name here; the compiler asks for the rest. */
export const LANGUAGES = ['fr', 'en', 'de', 'es', 'it', 'pt', 'ar'] as const;

export type Language = (typeof LANGUAGES)[number];

/** The offered language a BCP 47 tag such as `fr-FR` stands for, if any. */
export function languageOf(tag: string | undefined): Language | undefined {
  const primary = tag
    ?.trim()
    .toLowerCase()
    .split(/[-_;,]/, 1)[0];
  return LANGUAGES.find((language) => language === primary);
}

/**
 * The first of the offered languages in a list by weight, as browsers and directories write it: `fr-FR, en;q=0.8`.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4 and RFC 2798, 2.7 (preferredLanguage)
 */
export function findPreferred(offered: readonly Language[], list: string): Language | undefined {
  return list
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
