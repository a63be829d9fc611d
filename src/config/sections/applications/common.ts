import type { z } from 'zod';
import { CHARSETS, type Capacity } from '../../../platform/capacity.ts';
import type { Match } from '../../application-settings.ts';
import type { SecretForm } from '../../files.ts';
import { duration, matching, oneOf, text, wholeNumber } from '../../leaves.ts';
import { mapping } from '../../mapping.ts';
import { fault, ok } from '../../reading.ts';

/** Names stand on pages, in mails, in metrics and in the ledger. */
const NAME = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._+-]{0,58}[\p{L}\p{N}+])?$/u;

export const name = matching(NAME, 'a name such as ENT: at most 60 letters, digits, spaces, dots and hyphens').describe(
  'Name of the application, as people know it. It also marks deliveries under way, so a change orphans them.',
);

/** What can stand in a header or a form as it is. @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
export const TOKEN: SecretForm = (token) =>
  /^[\x21-\x7e]+$/.test(token) ? ok(token) : fault('must hold the token alone: letters, digits and signs, no spaces');

/** Longest wait for each answer of a server that speaks HTTP. */
export const answerTimeout = duration({ least: 100, most: 60_000 })
  .prefault('10s')
  .describe('Longest wait for each answer.');

/** What finds an application’s own account. */
export function matchBy<Field extends string>(field: z.ZodType<Field>, initial: Field): z.ZodType<Match<Field>> {
  return mapping({
    field: field.prefault(initial),
    by: oneOf(['login', 'number', 'id'])
      .prefault('login')
      .describe('What of the directory’s account stands there: its login, its number or its stable id.'),
    suffix: text('what follows it there').optional().describe('What follows it there, such as `@univ.example`.'),
  })
    .transform(({ suffix, ...rest }) => ({ ...rest, suffix: suffix ?? '' }))
    .prefault({})
    .describe('How people are found there.');
}

/** Longest that can be said of an application that holds more than anybody types. */
const MOST = 4096;

/**
 * What an application can hold.
 * @param initial what its kind can hold, whatever is written
 */
export function holds(initial: Capacity = {}): z.ZodType<Capacity | undefined> {
  return mapping({
    bytes: wholeNumber({ least: 8, most: MOST })
      .optional()
      .describe('Longest password it can hold, in bytes of UTF-8.'),
    characters: wholeNumber({ least: 8, most: MOST })
      .optional()
      .describe('Longest password it can hold, in characters.'),
    charset: oneOf(CHARSETS)
      .optional()
      .describe('`ascii`: neither accented letters nor rare symbols. `latin1`: what ISO 8859-1 has.'),
  })
    .transform(({ bytes, characters, charset }) => capacityOf({ bytes, characters, charset }, initial))
    .describe('What it can hold. A password that it cannot is refused on the form, before anything is changed.');
}

interface Written {
  readonly bytes: number | undefined;
  readonly characters: number | undefined;
  readonly charset: Capacity['charset'] | undefined;
}

function capacityOf(written: Written, initial: Capacity): Capacity | undefined {
  const bytes = least(written.bytes, initial.bytes);
  const characters = least(written.characters, initial.characters);
  const charset = written.charset ?? initial.charset;
  const capacity: Capacity = {
    ...(bytes === undefined ? {} : { bytes }),
    ...(characters === undefined ? {} : { characters }),
    ...(charset === undefined ? {} : { charset }),
  };
  return Object.keys(capacity).length === 0 ? undefined : capacity;
}

function least(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined ? other : Math.min(one, other ?? one);
}
