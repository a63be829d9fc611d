import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type SqlDialect, readStatement, writeStatement } from './sql-statement.ts';

function positional(text: string, dialect: SqlDialect = 'postgres'): string {
  const reading = readStatement(text, dialect);
  if (reading.kind === 'fault') return `fault: ${reading.fault}`;
  return writeStatement(reading.value, dialect === 'postgres' ? (place) => `$${place}` : () => '?');
}

const SET = 'set p = :hash where l = :login';

describe('names in a statement become positional parameters', () => {
  test('in the order in which they stand, each place for itself', () => {
    const reading = readStatement('update u set p = :hash, t = :chosenAt where l = :login or n = :login', 'postgres');
    assert.equal(reading.kind, 'ok');
    assert.deepEqual(reading.value.names, ['hash', 'chosenAt', 'login', 'login']);
    assert.equal(positional(`update u ${SET}`), 'update u set p = $1 where l = $2');
    assert.equal(positional(`update u ${SET};\n`, 'mariadb'), 'update u set p = ? where l = ?\n');
  });

  test('and casts, strings, quoted identifiers and comments are left alone', () => {
    const untouched = [
      "x = ':login'",
      "x = 'it''s :login'",
      "x = E'\\':login'",
      "x = like':login'",
      'x = ":login"',
      'x = $$:login$$',
      "x = $tag$ $$ ' :login $tag$",
      'x = y::login',
      "x = 'a\\'",
      '/* :login /* :hash */ :login */ true',
      "-- :login it's\n true",
      'f(a := 1)',
      "j ? 'key'",
      'élève$tag$ = 1',
    ];
    for (const text of untouched) {
      assert.equal(positional(`update u ${SET} and ${text}`), `update u set p = $1 where l = $2 and ${text}`);
    }
  });

  test('as MariaDB reads them, where it differs', () => {
    const untouched = [
      "x = 'a\\':login'",
      'x = "\\":login"',
      'x = `:login`',
      '# :login\n true',
      '@a := 1',
      '-- :login',
    ];
    for (const text of untouched) {
      assert.equal(positional(`update u ${SET} and ${text}`, 'mariadb'), `update u set p = ? where l = ? and ${text}`);
    }
    // Without white space it is two signs, and the name counts.
    assert.equal(positional(`update u ${SET} and 1 --:login`, 'mariadb'), 'update u set p = ? where l = ? and 1 --?');
  });
});

describe('a statement is refused', () => {
  const refused: readonly (readonly [string, SqlDialect, RegExp])[] = [
    [`update u ${SET} and n = :nummer`, 'postgres', /not known; known are :login/],
    ['update u set p = :password where l = :login', 'postgres', /in clear/],
    ['update u set p = :hash', 'postgres', /whose password/],
    ['update u set p = 1 where l = :login', 'mariadb', /does not set the password/],
    [`update u ${SET}; drop table u`, 'postgres', /more than one/],
    [`update u ${SET} and n = $1`, 'postgres', /positional/],
    [`update u ${SET} and n = ?`, 'mariadb', /positional/],
    [`update u ${SET} and n = 'x`, 'postgres', /never closed/],
    [`update u ${SET} /* x /* y */`, 'postgres', /never closed/],
    [`update u ${SET} and n = $tag$ x`, 'postgres', /never closed/],
    [`update u ${SET} /* x`, 'mariadb', /never closed/],
    [`update u ${SET} and n = 'x\\'`, 'mariadb', /never closed/],
  ];
  for (const [text, dialect, why] of refused) {
    test(`${text} (${dialect})`, () => {
      assert.match(positional(text, dialect), why);
    });
  }
});
