import { createRequire } from 'node:module';
import { COMMON_WORDS } from './common-words.ts';

const require = createRequire(import.meta.url);
const versionOf = (name: string): string => (require(`${name}/package.json`) as { readonly version: string }).version;

/** A guess takes a word of the first line for one of so many; of each further line, for one of twice as many. */
const FIRST_LINE = 2048;
/** English has words for twenty lines; French readers know these. */
const ENGLISH = 8000;
/** Shorter ones are in everything. */
const SHORTEST = 4;

/**
 * Words that people choose, from the commonest lines to the rarest: our own first, then French and English ones by how often
 * they are said (`@zxcvbn-ts/language-fr` and `-en`, from the OpenSubtitles corpus, ODC-BY). Without accents, in small
 * letters, sorted within their line. Takes some tenths of a second, and is asked for once.
 */
export async function loadDictionary(): Promise<readonly (readonly string[])[]> {
  const [{ dictionary: french }, { dictionary: english }] = await Promise.all([
    import('@zxcvbn-ts/language-fr'),
    import('@zxcvbn-ts/language-en'),
  ]);
  const lines: Set<string>[] = [new Set(COMMON_WORDS.map(plain).filter(({ length }) => length >= SHORTEST))];
  const ranked = byRank(french['commonWords-fr'], english['commonWords-en'].slice(0, ENGLISH));
  for (const { word, rank } of ranked) {
    if (!lines.some((line) => line.has(word))) (lines[lineOf(rank)] ??= new Set()).add(word);
  }
  return lines.map((line) => [...line].sort());
}

interface Ranked {
  readonly word: string;
  readonly rank: number;
}

function byRank(...lists: readonly (readonly string[])[]): readonly Ranked[] {
  return lists
    .flatMap((list) => list.map((word, rank) => ({ word: plain(word), rank })))
    .filter(({ word }) => /^[a-z]+$/.test(word) && word.length >= SHORTEST)
    .sort((one, other) => one.rank - other.rank);
}

const plain = (word: string): string => word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const lineOf = (rank: number): number => Math.max(0, Math.floor(Math.log2((rank + 1) / FIRST_LINE)) + 1);

/** Another one whenever the words are others. */
export const DICTIONARY_VERSION = JSON.stringify([
  ...['@zxcvbn-ts/language-fr', '@zxcvbn-ts/language-en'].map(versionOf),
  ...[FIRST_LINE, ENGLISH, SHORTEST, COMMON_WORDS],
]);
