import { didYouMean } from './nearest.ts';
import { type Reading, fault, ok } from './reading.ts';

/** An IANA time zone by its name; offsets such as `+01:00` know no summer time and are refused. */
export function readTimeZone(text: string): Reading<string> {
  if (/^[a-z]/i.test(text) && isKnown(text)) return ok(text);
  const names = Intl.supportedValuesOf('timeZone');
  const city = names.find((name) => name.toLowerCase().endsWith(`/${text.toLowerCase()}`));
  const hint = city === undefined ? didYouMean(text, names) : `; did you mean \`${city}\`?`;
  return fault(`is no IANA time zone; write one such as Europe/Paris${hint}`);
}

function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
