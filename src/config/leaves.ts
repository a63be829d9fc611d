import { z } from 'zod';
import { LANGUAGES, type Language } from '../platform/language.ts';
import { parseAddress } from '../platform/address.ts';
import { type Range, formatDuration, readDuration, readRate } from './durations.ts';
import { readCidr, readHost } from './networks.ts';
import { type Reading, fault, ok } from './reading.ts';
import type { Rate } from './settings.ts';
import { readTimeZone } from './time-zones.ts';
import { readLdapUrl, readPublicUrl, readWebUrl } from './urls.ts';

/** Shorter than any page or header can bear. */
const LONGEST_TEXT = 2000;

/** Says what is expected of a value that is missing, empty or of another kind. */
export function expected(what: string): (issue: { readonly input?: unknown }) => string {
  return ({ input }) => {
    if (input === undefined) return `is missing; write ${what}`;
    if (input === null) return `is empty; write ${what}`;
    return `must be ${what}`;
  };
}

/** A value that is written as one line of text. */
export function leaf<T>({ what, title, read }: LeafKind<T>): z.ZodType<T> {
  const refine = (text: string, context: z.core.$RefinementCtx<string>): T => {
    const sound = readText(text);
    const reading = sound.kind === 'ok' ? read(sound.value) : sound;
    if (reading.kind === 'ok') return reading.value;
    context.issues.push({ code: 'custom', message: reading.fault, input: text });
    return z.NEVER;
  };
  return z
    .string({ error: expected(what) })
    .transform(refine)
    .meta({ title });
}

interface LeafKind<T> {
  /** Follows “must be”, “write”. */
  readonly what: string;
  /** The type as the settings reference names it. */
  readonly title: string;
  readonly read: (text: string) => Reading<T>;
}

/** Text that can stand in a page, a mail's header or a log line: not blank, one line, no control characters. */
export function readText(text: string): Reading<string> {
  if (text.trim() === '') return fault('is empty; write it');
  if (/\p{Cc}|[\u2028\u2029]|\p{Cs}/u.test(text))
    return fault('holds a line break or a control character; take it out');
  if (text.length > LONGEST_TEXT) return fault(`is too long; write at most ${LONGEST_TEXT} characters`);
  return ok(text);
}

/** @param what follows “must be”, “write”: `a name` */
export function text(what: string): z.ZodType<string> {
  return leaf({ what, title: 'text', read: ok });
}

/**
 * Text of a given form.
 * @param what follows “must be”, “write”; up to `such as` it is also the type that the reference names
 */
export function matching(pattern: RegExp, what: string): z.ZodType<string> {
  const read = (written: string): Reading<string> => (pattern.test(written) ? ok(written) : fault(`must be ${what}`));
  const [title = what] = what.replace(/^(?:an? |the )/, '').split(' such as ');
  return leaf({ what, title, read });
}

export function duration(range: Range): z.ZodType<number> {
  const bounds = `from ${formatDuration(range.least)} to ${formatDuration(range.most)}`;
  return leaf({
    what: `a duration ${bounds}, such as ${formatDuration(range.most)}`,
    title: `duration, ${bounds}`,
    read: (written) => readDuration(written, range),
  });
}

export const rate: z.ZodType<Rate> = leaf({ what: 'a rate such as 5/1h', title: 'rate', read: readRate });

export const emailAddress: z.ZodType<string> = leaf({
  what: 'an e-mail address such as assistance@univ.example',
  title: 'e-mail address',
  read: (written) => {
    const parsed = parseAddress(written);
    if (parsed.kind === 'ok') return ok(parsed.address);
    return fault('is no e-mail address; write it alone, such as assistance@univ.example');
  },
});

export const host: z.ZodType<string> = leaf({
  what: 'a host name or an IP address',
  title: 'host',
  read: readHost,
});

export const cidr: z.ZodType<string> = leaf({
  what: 'a network such as 10.1.0.0/16',
  title: 'network (CIDR)',
  read: readCidr,
});

export const timeZone: z.ZodType<string> = leaf({
  what: 'an IANA time zone such as Europe/Paris',
  title: 'IANA time zone',
  read: readTimeZone,
});

export const calendarDay: z.ZodType<string> = leaf({
  what: 'a day such as 2026-03-01',
  title: 'date',
  read: (written) => (isDay(written) ? ok(written) : fault('is no day; write it as 2026-03-01')),
});

/** A day that there is: not the 31st of April. */
function isDay(written: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(written) ? Date.parse(`${written}T00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(written);
}

export const webUrl: z.ZodType<URL> = leaf({ what: 'an https:// URL', title: 'URL', read: readWebUrl });
export const publicUrl: z.ZodType<URL> = leaf({ what: 'an https:// URL', title: 'URL', read: readPublicUrl });
export const ldapUrl: z.ZodType<string> = leaf({
  what: 'an ldaps:// or ldap:// URL',
  title: 'LDAP URL',
  read: readLdapUrl,
});

export const port: z.ZodType<number> = wholeNumber({ least: 1, most: 65_535 });

export function wholeNumber({ least, most }: Range): z.ZodType<number> {
  const error = expected(`a whole number from ${least} to ${most}`);
  return z.int({ error }).min(least, { error }).max(most, { error }).meta({ title: 'whole number' });
}

export function oneOf<const T extends string>(values: readonly [T, ...T[]]): z.ZodType<T> {
  const what = values.length === 1 ? values[0] : `one of ${values.join(', ')}`;
  return z.enum(values, { error: expected(what) }).meta({ title: values.join(' | ') });
}

export const language: z.ZodType<Language> = oneOf(LANGUAGES);
