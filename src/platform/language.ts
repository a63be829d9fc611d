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
