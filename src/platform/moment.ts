import type { Language } from './language.ts';
import { Memo } from './memo.ts';
import { findZoneName } from './zone-names.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The parts of a moment that a sentence needs, already in the reader's language and the institution's zone. */
export interface Moment {
  readonly date: string;
  readonly time: string;
  readonly zone: string;
}

const TAGS: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' };

const SHOWN = {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'long',
} as const;

/** Making a format of `Intl` takes a millisecond, formatting a tenth of one; pages and mails tell the same minutes again and again. */
const moments = new Memo<Moment>(1000);
const durations = new Memo<string>(1000);

/**
 * Splits a moment into date, clock time and zone name, the zone as people there call it. `at` is milliseconds since
 * the epoch, `timeZone` an IANA name.
 */
export function momentOf(at: number, timeZone: string, language: Language): Moment {
  const minute = Math.floor(at / MINUTE);
  return moments.get(`${language} ${timeZone} ${minute}`, () => tellMoment(minute * MINUTE, timeZone, language));
}

function tellMoment(at: number, timeZone: string, language: Language): Moment {
  const format = new Intl.DateTimeFormat(TAGS[language], { ...SHOWN, timeZone });
  const parts = format.formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? '';
  const clock = (when: number): string => clockOf(format.formatToParts(when));
  // In the night that is an hour longer only the season in the platform's name tells two clock times apart.
  const isTwice = [at - HOUR, at + HOUR].some((when) => clock(when) === clock(at));
  // French writes the first of a month as an ordinal, which CLDR's patterns do not.
  const day = language === 'fr' && part('day') === '1' ? '1er' : part('day');
  // `8 h 30`: in French only the minutes have a zero in front.
  const time =
    language === 'fr' ? `${Number(part('hour'))}\u00A0h\u00A0${part('minute')}` : `${part('hour')}:${part('minute')}`;
  const everyday = isTwice ? undefined : findZoneName(timeZone, language);
  const zone = everyday ?? part('timeZoneName');
  return { date: `${part('weekday')} ${day} ${part('month')} ${part('year')}`, time, zone };
}

/** What a clock shows, without the zone it stands in. */
function clockOf(parts: readonly Intl.DateTimeFormatPart[]): string {
  return parts.map(({ type, value }) => (type === 'timeZoneName' ? '' : value)).join('');
}

/** A duration in the largest unit that holds it without a remainder: `12 heures`, `90 minutes`, `45 seconds`. */
export function durationOf(milliseconds: number, language: Language): string {
  return durations.get(`${language} ${milliseconds}`, () => tellDuration(milliseconds, language));
}

type Unit = 'hour' | 'minute' | 'second';

/** One and many, with what stands between them and the number. From 1000 on numbers are grouped, which `Intl` knows. */
const UNITS: Readonly<Record<Language, Readonly<Record<Unit, readonly [one: string, many: string]>>>> = {
  fr: {
    hour: ['\u00A0heure', '\u00A0heures'],
    minute: ['\u00A0minute', '\u00A0minutes'],
    second: ['\u00A0seconde', '\u00A0secondes'],
  },
  en: { hour: [' hour', ' hours'], minute: [' minute', ' minutes'], second: [' second', ' seconds'] },
};

/** Says what `Intl` says, which takes 20 ms to be asked for the first time, and that is at a start, for the first page. */
function tellDuration(milliseconds: number, language: Language): string {
  const [value, unit] = largestUnit(milliseconds);
  if (value < 0 || value >= 1000) {
    return new Intl.NumberFormat(TAGS[language], { style: 'unit', unit, unitDisplay: 'long' }).format(value);
  }
  const [one, many] = UNITS[language][unit];
  // In French nothing is singular, too.
  return `${value}${value === 1 || (value === 0 && language === 'fr') ? one : many}`;
}

function largestUnit(milliseconds: number): readonly [value: number, unit: Unit] {
  if (milliseconds >= HOUR && milliseconds % HOUR === 0) return [milliseconds / HOUR, 'hour'];
  if (milliseconds >= MINUTE && milliseconds % MINUTE === 0) return [milliseconds / MINUTE, 'minute'];
  return [Math.ceil(milliseconds / 1000), 'second'];
}

/**
 * What is left of a validity, in whole hours or minutes, when saying so is true to within two minutes;
 * undefined when the mail leaves late and only the clock time is honest.
 */
export function validityOf(expiresAt: number, now: number, language: Language): string | undefined {
  const left = expiresAt - now;
  const hours = Math.round(left / HOUR) * HOUR;
  const unit = hours > 0 && Math.abs(left - hours) <= 2 * MINUTE ? hours : undefined;
  if (unit !== undefined) return durationOf(unit, language);
  const minutes = Math.round(left / MINUTE) * MINUTE;
  return left < HOUR && minutes > 0 ? durationOf(minutes, language) : undefined;
}
