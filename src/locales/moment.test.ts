import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LANGUAGES, type Language } from '../platform/language.ts';
import { LOCALES } from './index.ts';
import { durationOf, momentOf, validityOf } from './moment.ts';

const PARIS = 'Europe/Paris';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (iso: string): number => Date.parse(iso);

/** What is printed, with ordinary spaces so that it can be read here. */
function print(iso: string, language: Language, zone = PARIS): string {
  const { date, time, zone: name } = momentOf(at(iso), zone, language);
  return `${date} | ${time} | ${name}`.replaceAll('\u00A0', ' ');
}

test('a moment is told in the institution’s zone, in the reader’s language', () => {
  assert.equal(print('2026-10-06T20:05:00Z', 'fr'), 'mardi 6 octobre 2026 | 22 h 05 | heure de Paris');
  assert.equal(print('2026-10-06T20:05:00Z', 'en'), 'Tuesday 6 October 2026 | 22:05 | Paris time');
  assert.match(print('2026-10-06T20:05:00Z', 'fr', 'Indian/Reunion'), /^mercredi 7 octobre 2026 \| 0 h 05 /);
  assert.match(print('2026-10-06T20:05:00Z', 'fr', 'Europe/Berlin'), /heure d’été d’Europe centrale$/);
});

test('a moment is told in the order of each language', () => {
  const told = (language: Language): string => print('2026-10-06T23:05:00Z', language);
  assert.equal(told('de'), 'Mittwoch, 7. Oktober 2026 | 01:05 Uhr | Pariser Zeit');
  assert.equal(told('es'), 'miércoles 7 de octubre de 2026 | 1:05 | hora de París');
  assert.equal(told('it'), 'mercoledì 7 ottobre 2026 | 1:05 | ora di Parigi');
  assert.equal(told('pt'), 'quarta-feira, 7 de outubro de 2026 | 1:05 | hora de Paris');
  assert.equal(told('ar'), 'الأربعاء 7 أكتوبر 2026 | \u206601:05\u2069 | بتوقيت باريس');
});

test('one o’clock has its own article where hours have one', () => {
  const until = (language: Language, iso: string): string =>
    LOCALES[language].pages.password.until(momentOf(at(iso), PARIS, language)).replaceAll('\u00A0', ' ');
  assert.match(until('es', '2026-10-06T23:05:00Z'), / a la 1:05 /);
  assert.match(until('es', '2026-10-06T08:05:00Z'), / a las 10:05 /);
  assert.match(until('pt', '2026-10-06T23:05:00Z'), / à 1:05 /);
  assert.match(until('pt', '2026-10-06T08:05:00Z'), / às 10:05 /);
});

test('in every language each zone has its everyday name, and the platform’s is in that language', () => {
  for (const language of LANGUAGES) {
    assert.deepEqual(Object.keys(LOCALES[language].time.zones), Object.keys(LOCALES.fr.time.zones), language);
  }
  const fallbacks = LANGUAGES.map((language) => print('2026-10-06T20:05:00Z', language, 'Europe/Berlin'));
  assert.equal(new Set(fallbacks).size, LANGUAGES.length);
});

test('Arabic has a form for one, for two, for few and for many', () => {
  assert.deepEqual(
    [1, 2, 3, 10, 11, 99, 100].map((hours) => durationOf(hours * HOUR, 'ar').replaceAll('\u00A0', ' ')),
    ['ساعة واحدة', 'ساعتين', '3 ساعات', '10 ساعات', '11 ساعة', '99 ساعة', '100 ساعة'],
  );
  assert.match(durationOf(1001 * HOUR, 'ar'), /^1,001\sساعة$/);
});

test('the first of a month is an ordinal in French and Italian, midnight is hour 0', () => {
  assert.match(print('2026-10-31T23:00:00Z', 'fr'), /^dimanche 1er novembre 2026 \| 0 h 00 /);
  assert.match(print('2026-10-31T23:00:00Z', 'it'), /^domenica 1º novembre 2026 \| 0:00 /);
  assert.match(print('2026-10-31T23:00:00Z', 'en'), /^Sunday 1 November 2026 \| 00:00 /);
});

test('in the night that is an hour longer, the two 2:30 are told apart by the zone’s name', () => {
  assert.equal(
    print('2026-10-25T00:30:00Z', 'fr'),
    'dimanche 25 octobre 2026 | 2 h 30 | heure d’été d’Europe centrale',
  );
  assert.equal(
    print('2026-10-25T01:30:00Z', 'fr'),
    'dimanche 25 octobre 2026 | 2 h 30 | heure normale d’Europe centrale',
  );
  assert.match(print('2026-10-25T01:30:00Z', 'en'), /02:30 \| Central European Standard Time$/);
});

test('twelve hours across a change end at the clock time that people will see', () => {
  const end = (iso: string): string => print(new Date(at(iso) + 12 * HOUR).toISOString(), 'fr');
  // Issued at 20:00 in summer time, at 20:00 in winter time.
  assert.equal(end('2026-10-24T18:00:00Z'), 'dimanche 25 octobre 2026 | 7 h 00 | heure de Paris');
  assert.equal(end('2027-03-27T19:00:00Z'), 'dimanche 28 mars 2027 | 9 h 00 | heure de Paris');
});

test('in the night that is an hour shorter, 1:59 is followed by 3:00', () => {
  assert.match(print('2027-03-28T00:59:59Z', 'fr'), /\| 1 h 59 \| heure de Paris/);
  assert.match(print('2027-03-28T01:00:00Z', 'fr'), /\| 3 h 00 \| heure de Paris/);
});

test('a duration is told in the largest unit that holds it whole', () => {
  const fr = (milliseconds: number): string => durationOf(milliseconds, 'fr').replaceAll('\u00A0', ' ');
  assert.deepEqual([12 * HOUR, HOUR, 90 * MINUTE, MINUTE, 45_000, 1].map(fr), [
    '12 heures',
    '1 heure',
    '90 minutes',
    '1 minute',
    '45 secondes',
    '1 seconde',
  ]);
  assert.equal(durationOf(12 * HOUR, 'en'), '12 hours');
  assert.equal(durationOf(HOUR, 'en'), '1 hour');
});

test('a number is never parted from its unit in French', () => {
  assert.equal(durationOf(12 * HOUR, 'fr'), '12\u00A0heures');
  assert.equal(momentOf(at('2026-10-06T20:05:00Z'), PARIS, 'fr').time, '22\u00A0h\u00A005');
});

test('what is left is told only where it is true when the mail leaves', () => {
  const left = (milliseconds: number): string | undefined =>
    validityOf(milliseconds, 0, 'fr')?.replaceAll('\u00A0', ' ');
  assert.equal(left(12 * HOUR), '12 heures');
  assert.equal(left(12 * HOUR - 2 * MINUTE), '12 heures');
  assert.equal(left(12 * HOUR - 2 * MINUTE - 1), undefined);
  assert.equal(left(11.5 * HOUR), undefined);
  assert.equal(left(30 * MINUTE), '30 minutes');
  assert.equal(left(20_000), undefined);
  assert.equal(left(-HOUR), undefined);
});

test('durations are said as the platform says them', () => {
  const units = { hour: HOUR, minute: MINUTE, second: 1000 } as const;
  // In Arabic the platform knows the nominative alone, and our sentences want another case.
  for (const language of LANGUAGES.filter((each) => each !== 'ar')) {
    for (const unit of ['hour', 'minute', 'second'] as const) {
      const format = new Intl.NumberFormat(LOCALES[language].time.tag, { style: 'unit', unit, unitDisplay: 'long' });
      for (const value of [0, 1, 2, 11, 45, 59, 1001, 12_001].filter((each) => each > 0 || unit === 'second')) {
        // Whole ones of the next larger unit are told in that.
        if (unit !== 'hour' && value > 0 && value % 60 === 0) continue;
        // But for the space, which breaks there and must not.
        const said = durationOf(value * units[unit], language).replaceAll('\u00A0', ' ');
        assert.equal(said, format.format(value).replaceAll('\u00A0', ' '));
      }
    }
  }
});
