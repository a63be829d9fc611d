import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { EVERY_MESSAGE, NOW } from '../../tests/support/mailer.ts';
import { POLICIES, SAMPLE_SITE, samplePages, sampleVisit } from '../../tests/support/sample-pages.ts';
import { renderMessage } from '../mail/render-message.ts';
import { LANGUAGES, type Language } from '../platform/language.ts';
import { LOCALES } from './index.ts';
import type { Locale } from './locale.ts';

/** A text as some page or mail asked for it. */
interface Said {
  readonly path: string;
  readonly args: readonly unknown[];
  readonly text: string;
}

type Texts = Readonly<Record<string, unknown>>;

/** The same texts; whichever is asked for is noted. */
function recording(texts: Texts, said: Said[], path = ''): Texts {
  return new Proxy(texts, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      // A list's own methods.
      if (typeof name === 'symbol' || (Array.isArray(target) && typeof value === 'function')) return value;
      const here = `${path}${name}`;
      if (typeof value === 'string') said.push({ path: here, args: [], text: value });
      if (typeof value === 'function') {
        return (...args: unknown[]): unknown => {
          const text = (value as (...all: unknown[]) => string | readonly string[])(...args);
          said.push(...[text].flat().map((each) => ({ path: here, args, text: each })));
          return text;
        };
      }
      return typeof value === 'object' && value !== null ? recording(value as Texts, said, `${here}.`) : value;
    },
  });
}

/** All that every page and every mail says, in every state and under every policy. */
function sayEverything(language: Language): readonly Said[] {
  const said: Said[] = [];
  const locales = LOCALES as Record<Language, Locale>;
  const locale = locales[language];
  const { pages, mails } = locale;
  locales[language] = {
    ...locale,
    pages: recording(pages as unknown as Texts, said, 'pages.') as unknown as Locale['pages'],
    mails: recording(mails as unknown as Texts, said, 'mails.') as unknown as Locale['mails'],
  };
  try {
    const { institution, promiseMs } = SAMPLE_SITE;
    const elsewhere = { ...institution, privacy: { ...institution.privacy, notice: undefined } };
    for (const policy of POLICIES) samplePages(sampleVisit(language, { policy: { ...policy } }));
    samplePages(sampleVisit(language, { institution: elsewhere }));
    for (const now of [NOW, NOW + 1e6]) {
      for (const message of EVERY_MESSAGE) renderMessage({ message, language, institution, promiseMs, now });
    }
  } finally {
    locales[language] = locale;
  }
  return said;
}

function pathsOf(texts: Texts, path = ''): readonly string[] {
  return Object.entries(texts).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null ? pathsOf(value as Texts, `${path}${name}.`) : [`${path}${name}`],
  );
}

/** In the order of the alphabet: each language may have its own. */
const textsOf = (locale: Locale): readonly string[] =>
  pathsOf(locale as unknown as Texts)
    .filter(isText)
    .sort();

const everything = new Map(LANGUAGES.map((language) => [language, sayEverything(language)]));
const saidIn = (language: Language): readonly Said[] => everything.get(language) ?? [];

/** Texts with a number in them, by what is counted. */
const COUNTED: Readonly<Record<string, (locale: Locale, count: number) => string>> = {
  days: ({ time }, count) => time.units.day(count),
  hours: ({ time }, count) => time.units.hour(count),
  minutes: ({ time }, count) => time.units.minute(count),
  seconds: ({ time }, count) => time.units.second(count),
  'least characters': ({ pages }, count) => pages.rules.minimumLength(count),
  'characters of a phrase': ({ pages }, count) => pages.rules.phrase(count),
  'most characters': ({ pages }, count) => pages.rules.maximum(count),
  'characters that are missing': ({ pages }, minimum) => pages.password.shortcoming({ kind: 'too-short', minimum }),
  'characters too many': ({ pages }, maximum) => pages.password.shortcoming({ kind: 'too-long', maximum }),
  'sorts of characters': ({ pages }, minimum) => pages.password.shortcoming({ kind: 'too-few-classes', minimum }),
  'characters that an application holds': ({ pages }, most) =>
    pages.password.shortcoming({ kind: 'unfit', application: 'A', misfit: { limit: 'characters', most } }),
  'bytes that an application holds': ({ pages }, most) =>
    pages.password.shortcoming({ kind: 'unfit', application: 'A', misfit: { limit: 'bytes', most } }),
  'characters of another way': ({ pages }, minimumLength) =>
    pages.rules.alternative({ minimumLength, minimumWords: 0, required: [] }, ''),
  'words of another way': ({ pages }, minimumWords) =>
    pages.rules.alternative({ minimumLength: 0, minimumWords, required: [] }, ''),
};

/** Short words that two languages share. */
const MAY_BE_ALIKE: ReadonlySet<string> = new Set([
  ...['pages.list.comma', 'pages.list.and', 'pages.list.name', 'pages.rules.classes.digit', 'pages.account.legend'],
  ...['pages.privacy.cookies.heading', 'pages.accessibility.state.audited'],
  ...['pages.frame.progress', 'pages.proof.submit', 'pages.code.submit'],
]);

/** What each language sets otherwise than its neighbours do; none has a typewriter's quotes, dots or spaces. */
const NEVER: Readonly<Record<Language, RegExp>> = {
  // A space that does not break before « : ; ? ! » and within the quotes; « vous » and no English word.
  fr: /[^\u00A0\u202F][:;?!»]|«[^\u00A0]|\b(?:tu|ton|tes|e-mails?|passwords?)\b/i,
  // “Mail” alone is what the post brings.
  en: /\s[:;?!]|[«»„]|\bmails?\b/i,
  de: /\s[:;?!]|[«»”]|“[^\s.,:;)]|\b(?:du|dein|deine|dir)\b/i,
  // A question and an exclamation begin with a sign of their own.
  es: /\s[:;?!]|^[^¿]*\?|^[^¡]*!|« | »|[“”„]|\b(?:tú|tu|tus)\b/i,
  it: /\s[:;?!]|« | »|[“”„]|\b(?:tu|tuo|tua|tuoi)\b/i,
  pt: /\s[:;?!]|« | »|[“”„]|\b(?:tu|teu|tua|senha)\b/i,
  // Nobody is addressed in the singular, which is a man's or a woman's: no word ends in its pronoun.
  ar: /[,;?](?![^\u2066\u2068]*\u2069)|\s[،؛؟:]|[٠-٩]|[“”„]|(?<!ذل|هنا|مارتيني)ك(?![\u0621-\u0652])/,
};

/** A number that a line could end after. */
const PARTED =
  /\d (?:ora|hora|ore|minut|Minut|segund|second|Sekund|Stund|Uhr|car[aá]|Zeichen|byte|Byte|ساع|دق|ثان|حرف|أحرف|بايت)|[nN]\.º? d/;

/** A typewriter's quotes and dots. */
const NOWHERE = /['"]|\.\.\.| {2}/;

/** Whether every isolate ends, and Latin letters among Arabic ones stand in one (UAX #9, 2.4). */
function isIsolated(text: string, language: Language): boolean {
  const count = (sign: RegExp): number => text.match(sign)?.length ?? 0;
  if (count(/[\u2066-\u2068]/g) !== count(/\u2069/g)) return false;
  const rest = text.replaceAll(/[\u2066-\u2068][^\u2069]*\u2069|\{\w+\}/g, '');
  return language !== 'ar' || !/[a-z]{2}/i.test(rest);
}

/** Set by what a language or a country is, not by what we say. */
function isText(path: string): boolean {
  return !path.startsWith('time.zones.') && path !== 'direction';
}

/** What of an argument must stand in the text. One and two may be a word; `1 heure` is `une heure` after « délai d’ ». */
function toldBy(argument: unknown): readonly string[] {
  if (typeof argument === 'number') return argument > 2 ? [String(argument)] : [];
  if (typeof argument === 'string') return ['refuse', 'warn'].includes(argument) ? [] : [argument.replace(/^1\s/, '')];
  if (typeof argument !== 'object' || argument === null) return [];
  if ('time' in argument) return [String(argument.time)];
  if ('text' in argument) return [String(argument.text)];
  return Object.values(argument).flatMap((value) => (typeof value === 'number' && value > 0 ? toldBy(value) : []));
}

for (const language of LANGUAGES) {
  const locale = LOCALES[language];

  describe(`the texts in ${language}`, () => {
    test('are the same as in French: none is missing, none is left over', () => {
      assert.deepEqual(textsOf(locale), textsOf(LOCALES.fr));
    });

    test('are all used, by a page or a mail in some state', () => {
      const used = new Set(saidIn(language).map(({ path }) => path));
      const { pages, mails } = locale;
      const all = pathsOf({ pages, mails });
      assert.deepEqual(
        all.filter((path) => !used.has(path)),
        [],
      );
    });

    test('say whatever they are given', () => {
      for (const { path, args, text } of saidIn(language)) {
        for (const told of args.flatMap(toldBy)) assert.ok(text.includes(told), `${path}: « ${told} » in ${text}`);
      }
    });

    for (const [what, write] of Object.entries(COUNTED)) {
      test(`${what} are counted as the language counts`, () => {
        const rules = new Intl.PluralRules(language);
        const forms = new Map<string, string>();
        for (let count = 1; count <= 200; count += 1) {
          const category = rules.select(count);
          const form = write(locale, count).replaceAll(/\d+/g, '#');
          assert.equal(form, forms.get(category) ?? form, `${count} is ${category}`);
          forms.set(category, form);
        }
      });
    }

    test('count one as one', () => {
      const { hour, minute, second } = locale.time.units;
      for (const unit of [hour, minute, second]) {
        assert.notEqual(unit(1).replace('1', '#'), unit(5).replace('5', '#'));
      }
    });

    test('are set as the language is', () => {
      const faults = saidIn(language).filter(({ text }) => NEVER[language].test(text) || NOWHERE.test(text));
      assert.deepEqual([...new Set(faults.map(({ path, text }) => `${path}: ${text}`))], []);
    });

    test('part no number from what it counts', () => {
      const faults = saidIn(language).filter(({ text }) => language !== 'en' && PARTED.test(text));
      assert.deepEqual([...new Set(faults.map(({ path, text }) => `${path}: ${text}`))], []);
    });

    test('turn nothing around that is read the other way', () => {
      const faults = saidIn(language).filter(({ text }) => !isIsolated(text, language));
      assert.deepEqual([...new Set(faults.map(({ path, text }) => `${path}: ${text}`))], []);
    });

    test('are in that language and no other', () => {
      for (const other of LANGUAGES.filter((each) => each !== language)) {
        const foreign = new Set(saidIn(other).map(({ path, args, text }) => JSON.stringify([path, args, text])));
        const shared = saidIn(language).filter(
          ({ path, args, text }) =>
            foreign.has(JSON.stringify([path, args, text])) && !args.flatMap(toldBy).includes(text),
        );
        assert.deepEqual(
          [...new Set(shared.map(({ path }) => path))].filter((path) => !MAY_BE_ALIKE.has(path)),
          [],
          other,
        );
      }
    });
  });
}
