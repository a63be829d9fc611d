import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseYaml } from './yaml.ts';

/** `line: fault` of everything wrong with the writing. */
function faultsOf(text: string): readonly string[] {
  return parseYaml(text).faults.map(({ line, fault }) => `${line ?? '-'}: ${fault}`);
}

describe('a file that is no settings file is refused in plain words', () => {
  const cases = [
    ['empty', '', /^-: the file is empty; start from jeton\.example\.yaml$/],
    ['comments alone', '# nothing\n\n', /^-: the file is empty/],
    ['null', '~\n', /^-: the file is empty/],
    ['a list', '- a\n- b\n', /^-: the file is no mapping/],
    ['a text', 'jeton\n', /^-: the file is no mapping/],
    ['a key twice', 'a: 1\nb: 2\na: 3\n', /^3: this setting was written before at the same level; keep one of them$/],
    ['a key twice in braces', 'x:\n  y: { a: 1, a: 2 }\n', /^2: this setting was written before/],
    ['a tab', 'a:\n\tb: 1\n', /^2: there is a tab in the indentation; use spaces$/],
    ['one colon too many', 'a: 1\nb: c: d\n', /^2: there is one colon too many/],
    ['an open brace', 'a: { b: 1\n', /^2: the indentation does not fit, or a brace or bracket before it is not closed/],
    ['an open quote', 'a: "b\n', /^\d: a character is missing/],
    ['no colon', 'a: 1\npassword hunter2\nb: 2\n', /^[23]: a line has no colon/],
    ['two documents', 'a: 1\n---\nb: 2\n', /^2: the file holds several documents/],
    ['a tag', 'a: !secret hunter2\n', /^1: a tag that starts with ! is not understood/],
    ['an alias to nowhere', 'a: *hunter2\n', /^1: an alias leads nowhere/],
    ['a backslash', 'a: "\\q"\n', /^1: double quotes hold a backslash/],
    ['a reserved character', 'a: @hunter2\n', /^1: text starts with a character that YAML keeps for itself/],
    ['a list as a name', '[a, b]: 1\n', /: the name of a setting is no text$/],
  ] as const;
  for (const [name, text, expected] of cases) {
    test(name, () => {
      const faults = faultsOf(text);
      assert.ok(
        faults.some((fault) => expected.test(fault)),
        JSON.stringify(faults),
      );
      assert.doesNotMatch(faults.join(), /hunter2/);
    });
  }
});

test('aliases that multiply are refused before they fill the memory', () => {
  const levels = Array.from({ length: 12 }, (_, level) => {
    const inner = level === 0 ? 'x' : `*a${level - 1}`;
    return `a${level}: &a${level} [${Array.from({ length: 9 }, () => inner).join(', ')}]`;
  });
  assert.deepEqual(faultsOf(levels.join('\n')), ['-: aliases repeat too much; write the values out']);
});

test('a few aliases are understood', () => {
  assert.deepEqual(parseYaml('a: &a { b: 1 }\nc: *a\n').content, { a: { b: 1 }, c: { b: 1 } });
});

test('a byte order mark and Windows line ends are understood', () => {
  assert.deepEqual(parseYaml('\ufeffa: 1\r\nb: 2\r\n').content, { a: 1, b: 2 });
});

test('`no`, `off` and dates are text, as in YAML 1.2', () => {
  assert.deepEqual(parseYaml('a: no\nb: off\nc: 2026-01-01\n').content, { a: 'no', b: 'off', c: '2026-01-01' });
});

test('the line of a setting is that of its name, and of what is around it when it is missing', () => {
  const { lineOf } = parseYaml('a: 1\nb:\n  c:\n    - d\n    - e: 1\nf: { g: 2 }\n');
  assert.equal(lineOf(['b', 'c']), 3);
  assert.equal(lineOf(['b', 'c', 1, 'e']), 5);
  assert.equal(lineOf(['f', 'missing']), 6);
  assert.equal(lineOf(['missing']), undefined);
});
