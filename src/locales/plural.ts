import type { Language } from '../platform/language.ts';

/** Of a word, by number (CLDR's names). */
interface TwoForms {
  readonly one: string;
  readonly other: string;
}

interface SixForms extends TwoForms {
  readonly zero: string;
  readonly two: string;
  readonly few: string;
  readonly many: string;
}

/** The forms that each language has for up to a million things; the compiler asks for each. */
interface FormsOf {
  readonly fr: TwoForms;
  readonly en: TwoForms;
  readonly de: TwoForms;
  readonly es: TwoForms;
  readonly it: TwoForms;
  readonly pt: TwoForms;
  readonly ar: SixForms;
}

/**
 * Chooses the form of a word by number. Romance languages have one more, for whole millions, which nothing here comes
 * to: it counts as `other`. Portugal counts none as many, Brazil as one.
 * @see https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html
 */
export function plural<L extends Language>(language: L): (count: number, forms: FormsOf[L]) => string {
  let rules: Intl.PluralRules | undefined;
  return (count, forms) => {
    // Made when it is first needed: it takes two milliseconds of a start.
    rules ??= new Intl.PluralRules(language === 'pt' ? 'pt-PT' : language);
    const known: TwoForms & Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> = forms;
    return known[rules.select(count)] ?? known.other;
  };
}
