import { lazily } from '../platform/lazily.ts';
import { COMMON_WORDS } from './common-words.ts';

/*
 * A list of common passwords, derived: every entry is a head (a common word, as it stands or in "leet" spelling, once,
 * repeated, or two in a row) followed by a tail (digits, a year, a mark). The list is never written out, since whether an
 * entry is on it can be told by taking it apart; `commonPasswords` writes it out for those who wish to count or read it.
 */

const LEET: readonly (readonly (readonly [string, string])[])[] = [
  [['a', '@']],
  [['o', '0']],
  [['e', '3']],
  [['i', '1']],
  [['s', '$']],
  [['a', '4']],
  [
    ['a', '@'],
    ['o', '0'],
  ],
  [
    ['a', '@'],
    ['s', '$'],
    ['o', '0'],
  ],
  [
    ['a', '4'],
    ['e', '3'],
    ['o', '0'],
  ],
  [
    ['a', '@'],
    ['e', '3'],
    ['i', '1'],
    ['o', '0'],
  ],
];

const FIRST_YEAR = 1940;
const LAST_YEAR = 2039;
const MARKS = ['!', '!!', '!!!', '.', '?', '@', '#', '$', '*', '-', '_', '+', '&', '%', '/', '=', ';', ':', ',', ' '];
const RUNS = ['12', '123', '1234', '12345', '123456', '1234567', '12345678', '123456789', '1234567890', '321', '4321'];
const REPEATED = ['00', '000', '007', '11', '111', '22', '33', '44', '55', '66', '666', '77', '777', '88', '99', '999'];
const JOINTS = ['', ' ', '-', '_', '.'];
const LONGEST = 64;

const NUMBERS = [
  ...Array.from({ length: 100 }, (_, number) => String(number)),
  ...Array.from({ length: 10 }, (_, number) => `0${number}`),
  ...Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, index) => String(FIRST_YEAR + index)),
  ...RUNS,
  ...REPEATED,
];

const findWords = lazily(
  (): ReadonlySet<string> => new Set(COMMON_WORDS.flatMap((word) => [word, ...LEET.map((way) => spell(word, way))])),
);
const findTails = lazily(
  (): ReadonlySet<string> =>
    new Set([
      '',
      ...MARKS,
      ...NUMBERS.flatMap((number) => [
        number,
        ...MARKS.flatMap((mark) => [number + mark, mark + number, mark + number + mark]),
      ]),
    ]),
);

function spell(word: string, replacements: readonly (readonly [string, string])[]): string {
  return replacements.reduce((spelled, [letter, sign]) => spelled.replaceAll(letter, sign), word);
}

/** Whether the whole password is on the list; upper and lower case are the same. Takes a normalised password. */
export function isCommonPassword(password: string): boolean {
  const folded = password.toLowerCase();
  if (folded.length > LONGEST) return false;
  for (let end = folded.length; end > 0; end -= 1) {
    if (findTails().has(folded.slice(end)) && isHead(folded.slice(0, end))) return true;
  }
  return false;
}

function isHead(text: string): boolean {
  return findWords().has(text) || isRepeated(text) || isPair(text);
}

function isRepeated(text: string): boolean {
  if (/^(.)\1*$/u.test(text)) return true;
  return [2, 3, 4].some((times) => {
    const word = text.slice(0, text.length / times);
    return findWords().has(word) && text === word.repeat(times);
  });
}

function isPair(text: string): boolean {
  for (let end = 1; end < text.length; end += 1) {
    if (!findWords().has(text.slice(0, end))) continue;
    if (JOINTS.some((joint) => text.startsWith(joint, end) && findWords().has(text.slice(end + joint.length))))
      return true;
  }
  return false;
}

/** The entries made of one word or the same word twice, in lower case; pairs of different words are some millions more. */
export function* commonPasswords(): Generator<string, void> {
  for (const word of findWords()) {
    for (const tail of findTails()) {
      yield word + tail;
      yield word + word + tail;
    }
  }
}
