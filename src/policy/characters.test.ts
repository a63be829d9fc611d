import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { measurePassword, normalizePassword } from './characters.ts';

function classesOf(text: string): string {
  return [...measurePassword(normalizePassword(text)).classes].join(' ');
}

describe('the normal form of a password', () => {
  it('is the same for a composed and a decomposed accent', () => {
    assert.equal(normalizePassword('e\u0301'), 'é');
  });

  it('turns every space beyond ASCII into U+0020 and keeps those at the ends', () => {
    assert.equal(normalizePassword('\u00a0a\u202fb\u3000c\u2003'), ' a b c ');
  });

  it('keeps full-width letters, ligatures and case as they are typed', () => {
    assert.equal(normalizePassword('\uff21ﬁ²aB'), '\uff21ﬁ²aB');
  });

  it('does not change when it is taken again', () => {
    for (const text of ['e\u0301\u00a0', '\u2000\u1e9b\u0323', '\u212b\u1100\u1161', 'a\u0300\u0301']) {
      assert.equal(normalizePassword(normalizePassword(text)), normalizePassword(text));
    }
  });
});

describe('the makeup of a password', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['A', 'upper'],
    ['É', 'upper'],
    ['Ω', 'upper'],
    ['z', 'lower'],
    ['ç', 'lower'],
    ['ß', 'lower'],
    ['7', 'digit'],
    ['٣', 'digit'],
    [' ', 'special'],
    ['\u00a0', 'special'],
    ['_', 'special'],
    ['€', 'special'],
    ['«', 'special'],
    ['\u{1f600}', 'special'],
    ['漢', 'special'],
    ['ª', 'special'],
    ['½', 'special'],
    ['\u{f8ff}', 'special'],
  ];
  for (const [text, expected] of cases) {
    it(`counts ${JSON.stringify(text)} as ${expected} alone`, () => assert.equal(classesOf(text), expected));
  }

  it('gives every printable ASCII character exactly one class', () => {
    for (let code = 0x20; code < 0x7f; code += 1) {
      assert.equal(measurePassword(String.fromCodePoint(code)).classes.size, 1, `U+${code.toString(16)}`);
    }
  });

  it('counts code points, not UTF-16 units', () => {
    assert.equal(measurePassword('\u{1f600}\u{1f601}\u{1f602}\u{1f603}abcd').length, 8);
  });

  it('counts different words of three letters or more, whatever their case', () => {
    assert.equal(measurePassword('le chat et le CHAT mangent une pomme').words, 4);
  });
});

describe('characters no password may hold', () => {
  const refused = {
    NUL: 'a\u0000b',
    tab: 'a\tb',
    'line feed': 'a\nb',
    DEL: 'a\u007fb',
    'a C1 control': 'a\u0085b',
    'half a surrogate pair': 'a\ud800b',
    'a noncharacter': 'a\uffffb',
    'a line separator': 'a\u2028b',
    'a zero-width space': 'a\u200bb',
    'a byte order mark': '\ufeffab',
    'a direction mark': 'a\u202eb',
    'a soft hyphen': 'a\u00adb',
  };
  for (const [name, text] of Object.entries(refused)) {
    it(`finds ${name}`, () => assert.equal(measurePassword(normalizePassword(text)).forbidden, true));
  }

  it('lets emoji through, with their joiners, selectors and tags', () => {
    for (const text of [
      '👩\u200d🔬',
      '❤\ufe0f',
      '👍🏽',
      '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
      '🇫🇷',
    ]) {
      assert.equal(measurePassword(normalizePassword(text)).forbidden, false, text);
    }
  });

  it('lets all of printable ASCII and Latin-1 through', () => {
    for (let code = 0x20; code <= 0xff; code += 1) {
      if ((code >= 0x7f && code < 0xa0) || code === 0xad) continue;
      assert.equal(measurePassword(normalizePassword(String.fromCodePoint(code))).forbidden, false);
    }
  });
});
