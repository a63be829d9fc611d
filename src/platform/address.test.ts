import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addressHmac, canonicalAddress, maskAddress, parseAddress, pickStored } from './address.ts';
import { Secret } from './secret.ts';

describe('reading an address', () => {
  const good = [
    'a@b.fr',
    'prenom.nom@domaine.fr',
    'a.b+tag@exemple.fr',
    "jeanne.d'arc@exemple.fr",
    'JEAN-PAUL_2@Sous.Domaine.Exemple.museum',
    'jean.point@exemple.fr',
    'hélène@exemple.fr',
    'jean@université.fr',
    'jean@xn--universit-i1a.fr',
    '!#$%&*/=?^`{|}~@exemple.fr',
    `${'l'.repeat(64)}@exemple.fr`,
    `${'l'.repeat(64)}@${'d'.repeat(63)}.${'d'.repeat(63)}.${'d'.repeat(58)}.fr`,
  ];
  for (const address of good) {
    it(`takes ${address}`, () => assert.deepEqual(parseAddress(address), { kind: 'ok', address }));
  }

  it('drops spaces and tabs around it, and keeps the spelling', () => {
    assert.deepEqual(parseAddress(' \t\u00a0Jean@Exemple.fr  '), { kind: 'ok', address: 'Jean@Exemple.fr' });
  });

  for (const typed of ['', ' ', '\t\u00a0']) {
    it(`calls ${JSON.stringify(typed)} empty`, () => assert.deepEqual(parseAddress(typed), { kind: 'empty' }));
  }

  const malformed = [
    'jean',
    '@',
    '@exemple.fr',
    'jean@',
    'jean@exemple',
    'jean..point@exemple.fr',
    '.jean@exemple.fr',
    'jean.@exemple.fr',
    'jean@\u0378.fr',
    `jean@${'é'.repeat(60)}.fr`,
    'jean@.fr',
    'jean@exemple..fr',
    'jean@exemple.fr.',
    'jean@-exemple.fr',
    'jean@exemple-.fr',
    `jean@${'d'.repeat(64)}.fr`,
    'jean@192.0.2.1',
    'jean@[192.0.2.1]',
    'jean@[IPv6:2001:db8::1]',
    'jean@@exemple.fr',
    'a@b.fr@evil.example',
    '"jean"@exemple.fr',
    '"evil@x.example y"@univ.fr',
    'a@univ.fr(x)evil.example',
    '(comment)jean@exemple.fr',
    'Jean <jean@exemple.fr>',
    '<jean@exemple.fr>',
    'jean@exemple.fr,evil@x.example',
    'jean@exemple.fr;evil@x.example',
    'jean@exemple.fr evil@x.example',
    'groupe:jean@exemple.fr;',
    'mailto:jean@exemple.fr',
    'jean dupont@exemple.fr',
    'jean@exem ple.fr',
    'jean@exemple.fr\r\nBcc: evil@x.example',
    'jean@exemple.fr\n',
    '\njean@exemple.fr',
    'jean\u0000@exemple.fr',
    'jean@exemple.fr\u0000',
    'jean\u200b@exemple.fr',
    '\ufeffjean@exemple.fr',
    'jean\u202e@exemple.fr',
    'jean\ud800@exemple.fr',
    'jean\u3000x@exemple.fr',
    'jean\uff20exemple.fr',
    'jean@exemple\u3002fr',
    'jean@exemple.fr\uff20evil.example',
    'jean\\@exemple.fr',
    '*@*',
    'x)(uid=*',
    'jean)(uid=*@exemple.fr',
    'jean\\2a@exemple.fr',
    'jean@exemple.fr/%00',
  ];
  for (const typed of malformed) {
    it(`calls ${JSON.stringify(typed)} malformed`, () => assert.deepEqual(parseAddress(typed), { kind: 'malformed' }));
  }

  it('calls more than 64 bytes before the sign, or 254 in all, too long', () => {
    for (const typed of [
      `${'l'.repeat(65)}@exemple.fr`,
      `${'é'.repeat(33)}@exemple.fr`,
      `a@${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(9)}.fr`,
      'a'.repeat(255),
      `${' '.repeat(65_536)}a@b.fr`,
      '('.repeat(65_536),
      `${'g:'.repeat(32_768)}a@b.fr`,
    ]) {
      assert.deepEqual(parseAddress(typed), { kind: 'too-long' }, typed.slice(0, 80));
    }
  });
});

describe('the canonical spelling of an address', () => {
  it('is one for spellings that differ in case or composition only', () => {
    const spellings = ['Hélène.X+Y@Exemple.FR', 'he\u0301le\u0300ne.x+y@exemple.fr', 'HÉLÈNE.X+y@EXEMPLE.fr'];
    assert.deepEqual(new Set(spellings.map(canonicalAddress)), new Set(['hélène.x+y@exemple.fr']));
  });

  it('keeps dots and tags', () => {
    assert.notEqual(canonicalAddress('j.d@gmail.com'), canonicalAddress('jd@gmail.com'));
    assert.notEqual(canonicalAddress('jd+a@gmail.com'), canonicalAddress('jd@gmail.com'));
  });

  it('turns no character beyond ASCII into an ASCII one', () => {
    for (let code = 0x80; code <= 0x10ffff; code += 1) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const canonical = canonicalAddress(String.fromCodePoint(code));
      if (/\p{ASCII}/u.test(canonical)) assert.fail(`U+${code.toString(16)} became ${canonical}`);
    }
  });

  it('does not change when it is taken again', () => {
    for (const text of ['İ@É.fr', '\u212a\u0301@x.fr', 'ΣΑΣ@x.fr', 'e\u0301\u212a', 'ẞ@x.fr', 'J\u030c@x.fr']) {
      assert.equal(canonicalAddress(canonicalAddress(text)), canonicalAddress(text), text);
    }
  });

  it('tells look-alikes from the real address', () => {
    const real = canonicalAddress('mike.kisis@github.com');
    for (const alike of [
      'mıke.kisis@github.com',
      'mike.kiſis@github.com',
      'mi\u212ae.kisis@github.com',
      'ｍike.kisis@github.com',
      'mike.kisis@gıthub.com',
      'mİke.kisis@github.com',
      'mike.kisis@github.ⅽom',
      'mike\u2024kisis@github.com',
      'mіke.kisis@github.com',
    ]) {
      assert.notEqual(canonicalAddress(alike), real, alike);
      assert.equal(pickStored(alike, ['mike.kisis@github.com']), undefined, alike);
    }
  });
});

describe('an address in the records', () => {
  it('is shown by a first letter, the first of its domain, and the ending', () => {
    assert.equal(maskAddress('prenom.nom@domaine.fr'), 'p•••••@d•••••.fr');
    assert.equal(maskAddress('a@etu.univ.example'), 'a•••••@e•••••.example');
    assert.equal(maskAddress('élan@b.fr'), 'é•••••@b•••••.fr');
    assert.equal(maskAddress('😀x@b.fr'), '😀•••••@b•••••.fr');
  });

  it('is hidden whole when it is none', () => {
    for (const text of ['', 'secret', '@x.fr']) assert.equal(maskAddress(text), '•••••');
    assert.equal(maskAddress('x@localhost'), 'x•••••@l•••••');
  });

  it('is keyed by its canonical spelling and by the key', () => {
    const key = new Secret<Uint8Array>(Buffer.alloc(32, 1));
    const hmac = addressHmac(key, 'Jean@Exemple.fr');
    assert.equal(hmac, addressHmac(key, 'jean@exemple.fr'));
    assert.notEqual(hmac, addressHmac(new Secret<Uint8Array>(Buffer.alloc(32, 2)), 'jean@exemple.fr'));
    assert.match(hmac, /^[\w-]{43}$/);
  });
});

describe('picking the stored address', () => {
  it('answers the stored spelling, never the typed one', () => {
    assert.equal(pickStored('JEAN@exemple.fr', ['autre@x.fr', 'Jean@Exemple.fr']), 'Jean@Exemple.fr');
  });

  it('prefers the very same spelling among equals', () => {
    assert.equal(pickStored('b@x.fr', ['B@x.fr', 'b@x.fr']), 'b@x.fr');
  });

  it('answers nothing when none is the same', () => {
    assert.equal(pickStored('a@x.fr', ['ａ@x.fr', 'a+b@x.fr']), undefined);
    assert.equal(pickStored('a@x.fr', []), undefined);
  });
});
