import type { Language } from '../platform/language.ts';
import { Memo } from '../platform/memo.ts';
import { LOCALES } from './index.ts';
import type { Moment, Unit } from './time-texts.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

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
  const { tag, date, clock, zones } = LOCALES[language].time;
  const format = new Intl.DateTimeFormat(tag, { ...SHOWN, timeZone });
  const parts = format.formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? '';
  const shown = (when: number): string => clockOf(format.formatToParts(when));
  // In the night that is an hour longer only the season in the platform's name tells two clock times apart.
  const isTwice = [at - HOUR, at + HOUR].some((when) => shown(when) === shown(at));
  const everyday = isTwice ? undefined : zones[timeZone];
  return {
    date: date({ weekday: part('weekday'), day: part('day'), month: part('month'), year: part('year') }),
    time: clock(part('hour'), part('minute')),
    zone: everyday ?? part('timeZoneName'),
  };
}

/** What a clock shows, without the zone it stands in. */
function clockOf(parts: readonly Intl.DateTimeFormatPart[]): string {
  return parts.map(({ type, value }) => (type === 'timeZoneName' ? '' : value)).join('');
}

/** A duration in the largest unit that holds it without a remainder: `12 heures`, `90 minutes`, `45 seconds`. */
export function durationOf(milliseconds: number, language: Language): string {
  return durations.get(`${language} ${milliseconds}`, () => tellDuration(milliseconds, language));
}

function tellDuration(milliseconds: number, language: Language): string {
  const [value, unit] = largestUnit(milliseconds);
  const { tag, units } = LOCALES[language].time;
  if (value >= 0 && value < 1000) return units[unit](value);
  // From 1000 on figures are grouped, which `Intl` knows; it takes 20 ms to be asked for the first time.
  return new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}

function largestUnit(milliseconds: number): readonly [value: number, unit: Unit] {
  // Up to two days hours are clearer.
  if (milliseconds > 2 * DAY && milliseconds % DAY === 0) return [milliseconds / DAY, 'day'];
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
