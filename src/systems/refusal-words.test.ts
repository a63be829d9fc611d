import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Refusal } from './directory.ts';
import { reasonIn } from './refusal-words.ts';

const SAID: readonly (readonly [string, Refusal])[] = [
  ['Passwords must be at least 12 characters long.', 'too-short'],
  ['The password must be at least 8 characters', 'too-short'],
  ['Les mots de passe doivent comporter au moins 12 caractères.', 'too-short'],
  ['Le mot de passe est trop court', 'too-short'],
  ['Password is too short (minimum is 12)', 'too-short'],
  ['Passwords must have at least 1 digit(s).', 'quality'],
  ['Passwords must have at least 1 non-alphanumeric character(s) such as *, -, or #.', 'quality'],
  ['The password must have at least 2 special characters such as *, -, or #.', 'quality'],
  ['Les mots de passe doivent comporter au moins 1 caractère(s) non alphanumériques, tels que *, - ou #.', 'quality'],
  ['Les mots de passe doivent comporter au moins 1 lettre(s) majuscule(s).', 'quality'],
  ['Passwords must have at most 3 consecutive identical characters.', 'quality'],
  ['Les mots de passe doivent comporter au plus 3 caractères identiques consécutifs.', 'quality'],
  ['This password has been used before, and is not permitted to be reused', 'history'],
  ['Ce mot de passe a été utilisé précédemment et ne peut pas être réutilisé', 'history'],
  ['Password found in history', 'history'],
  ['The password exceeds 128 characters', 'too-long'],
  ['Le mot de passe doit comporter au plus 64 caractères', 'too-long'],
  ['Password was changed too recently', 'too-young'],
  ['', 'quality'],
];

for (const [words, reason] of SAID) {
  test(`${reason}: “${words}”`, () => {
    assert.equal(reasonIn(words), reason);
  });
}
