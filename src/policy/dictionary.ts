import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { COMMON_WORDS } from './common-words.ts';

/** A guess takes a word of the first line for one of so many; of each further line, for one of twice as many. */
const FIRST_LINE = 2048;
/** So many of each list: English has words for many more, of which French readers know these. */
const LISTS = { '@zxcvbn-ts/language-fr': Infinity, '@zxcvbn-ts/language-en': 8000 } as const;
/** Shorter ones are in everything. */
const SHORTEST = 4;

const require = createRequire(import.meta.url);

/**
 * Words that people choose, from the commonest line to the rarest: our own first, then French and English ones by how often
 * they are said (OpenSubtitles, ODC-BY). Without accents, in small letters, sorted within their line. Takes a tenth of a
 * second, and is asked for once.
 */
export async function loadDictionary(): Promise<readonly (readonly string[])[]> {
  const lists = await Promise.all(Object.entries(LISTS).map(([name, most]) => readList(name, most)));
  const lines: Set<string>[] = [new Set(COMMON_WORDS.map(plain).filter(({ length }) => length >= SHORTEST))];
  for (const { word, rank } of lists.flat().sort((one, other) => one.rank - other.rank)) {
    if (!lines.some((line) => line.has(word))) (lines[lineOf(rank)] ??= new Set()).add(word);
  }
  return lines.map((line) => [...line].sort());
}

interface Ranked {
  readonly word: string;
  readonly rank: number;
}

/** The file alone: imported, a package would keep its other lists in memory, some 20 MB. */
async function readList(name: string, most: number): Promise<readonly Ranked[]> {
  const words = JSON.parse(await readFile(require.resolve(`${name}/src/commonWords.json`), 'utf8')) as string[];
  return words
    .slice(0, most)
    .map((word, rank) => ({ word: plain(word), rank }))
    .filter(({ word }) => /^[a-z]+$/.test(word) && word.length >= SHORTEST);
}

const plain = (word: string): string => word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const lineOf = (rank: number): number => Math.max(0, Math.floor(Math.log2((rank + 1) / FIRST_LINE)) + 1);
const versionOf = (name: string): string => (require(`${name}/package.json`) as { readonly version: string }).version;

/** Another one whenever the words are others. */
export const DICTIONARY_VERSION = JSON.stringify([
  ...[Object.entries(LISTS), Object.keys(LISTS).map(versionOf)],
  ...[FIRST_LINE, SHORTEST, COMMON_WORDS],
]);
