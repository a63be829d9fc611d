import { type Reading, fault, ok } from './reading.ts';
import type { Rate } from './settings.ts';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^(\d{1,12})(ms|s|m|h|d)$/;
const RATE = /^(\d{1,12})\/(\S+)$/;

/** Bounds of a duration, both included, in milliseconds. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** Rates are counted over at least a second and at most a month: counters are kept no longer. */
const WINDOW: Range = { least: UNITS.s, most: 31 * UNITS.d };

function isUnit(text: string | undefined): text is keyof typeof UNITS {
  return text !== undefined && text in UNITS;
}

/** `12h`, `90s`, `500ms`, `7d` or `10m`, in milliseconds; undefined for anything else. */
function parseDuration(text: string): number | undefined {
  const [, count, unit] = DURATION.exec(text) ?? [];
  return count === undefined || !isUnit(unit) ? undefined : Number(count) * UNITS[unit];
}

/** Milliseconds as one would write them: `12h`; a single day is `24h`. */
export function formatDuration(milliseconds: number): string {
  const fits = (size: number): boolean => milliseconds % size === 0 && (size !== UNITS.d || milliseconds > size);
  const fitting = Object.entries(UNITS).findLast(([, size]) => fits(size));
  const [unit, size] = fitting ?? ['ms', 1];
  return `${milliseconds / size}${unit}`;
}

export function readDuration(text: string, { least, most }: Range): Reading<number> {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined)
    return fault('is no duration; write a number and its unit, such as 500ms, 90s, 10m, 12h or 7d');
  if (milliseconds < least) return fault(`is too short; write at least ${formatDuration(least)}`);
  if (milliseconds > most) return fault(`is too long; write at most ${formatDuration(most)}`);
  return ok(milliseconds);
}

/** `5/1h`: so many in so long. */
export function readRate(text: string): Reading<Rate> {
  const [, written, window] = RATE.exec(text) ?? [];
  if (written === undefined || window === undefined) {
    return fault('is no rate; write how many in how long, such as 5/1h');
  }
  const count = Number(written);
  if (count < 1) return fault('would let nothing through; write at least 1, such as 1/1h');
  const windowMs = readDuration(window, WINDOW);
  if (windowMs.kind === 'fault') return fault(`the time after the slash ${windowMs.fault}`);
  return ok({ count, windowMs: windowMs.value });
}
