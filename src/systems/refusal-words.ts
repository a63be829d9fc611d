import type { Refusal } from './directory.ts';

/**
 * The words with which applications refuse a password, in English and French; the first that fits counts. A length is only
 * meant where the characters that are asked for are of no kind: “at least 8 characters”, and not “at least 1 character(s)
 * that …”.
 */
const WORDS: readonly (readonly [Refusal, RegExp])[] = [
  [
    'history',
    /\bhistor|\b(?:re-?us|previous|used before|already (?:been )?used|recently used)|réutilis|déjà (?:été )?utilis|utilisé précédemment/iu,
  ],
  ['too-young', /\btoo (?:soon|young)|changed too recently|minimum (?:password )?age|trop récemment|âge minim/iu],
  ['too-short', /\btoo short|\bminimum (?:password )?length|trop court|longueur minim/iu],
  [
    'too-short',
    /(?:\bat least|\bminimum(?: of)?|\bau moins|\bau minimum) \d+ (?:char(?:acter)?s?|caractères?)(?= long| de long|\s*(?:[.,;:!<]|$))/iu,
  ],
  ['too-long', /\btoo long|\bmaximum (?:password )?length|\bexceeds?\b|trop long|longueur maxim|dépasse/iu],
  [
    'too-long',
    /(?:\bat most|\bno (?:more|longer) than|\bau plus|\bau maximum) \d+ (?:char(?:acter)?s?|caractères?)(?= long| de long|\s*(?:[.,;:!<]|$))/iu,
  ],
];

/** Why a password is refused, by the words that say so; `quality` where they tell no more than that it is. Pure. */
export function reasonIn(words: string): Refusal {
  return WORDS.find(([, pattern]) => pattern.test(words))?.[0] ?? 'quality';
}
