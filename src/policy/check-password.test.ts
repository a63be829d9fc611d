import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkPassword, type PasswordVerdict } from './check-password.ts';
import { CLASSES, type Policy, type Shortcoming } from './policy.ts';
import { buildPolicy, type ProfileName } from './profiles.ts';

const PERSON = { login: 'mlemoine', number: '28700001', name: 'Hélène Le Moine-Brisé' };

function check(password: string, policy: Policy = buildPolicy({ profile: 'procedure' })): PasswordVerdict {
  return checkPassword({ policy, password, person: PERSON });
}

function kinds(shortcomings: readonly Shortcoming[]): readonly string[] {
  return shortcomings.map((found) => (found.kind === 'missing-class' ? `missing ${found.missing}` : found.kind));
}

const ALPHABETS = [
  { upper: 'ABC', lower: 'xyz', digit: '059', special: '!-_' },
  { upper: 'ÉÀΩ', lower: 'éçœ', digit: '٣७5', special: ' €\u{1f600}' },
];

/** A password of so many code points that holds exactly the classes of the mask. */
function spell(mask: number, length: number, alphabet: Readonly<Record<(typeof CLASSES)[number], string>>): string {
  const letters = CLASSES.filter((_, bit) => mask & (1 << bit)).map((name) => Array.from(alphabet[name]));
  return Array.from({ length }, (_, index) => {
    const from = letters[index % letters.length] ?? [];
    return from[Math.floor(index / letters.length) % from.length] ?? '';
  }).join('');
}

describe('the profile of the procedure', () => {
  for (const length of [7, 8, 64, 128]) {
    for (let mask = 0; mask < 16; mask += 1) {
      const has = CLASSES.filter((_, bit) => mask & (1 << bit));
      it(`judges ${length} characters of the classes [${has.join(' ')}] as the procedure says`, () => {
        for (const alphabet of ALPHABETS) {
          const expected = CLASSES.filter((name) => !has.includes(name)).map((name) => `missing ${name}`);
          if (length < 8) expected.unshift('too-short');
          const password = spell(mask, length, alphabet);
          const blank = mask === 0 || password.trim() === '';
          assert.deepEqual(kinds(check(password).refusals), blank ? ['empty'] : expected, JSON.stringify(password));
        }
      });
    }
  }

  it('accepts what other profiles refuse: common, personal and context words', () => {
    for (const password of ['Password1!', 'Azerty123!', 'Mlemoine1!', 'Helene28700001!']) {
      assert.deepEqual(check(password), { refusals: [], warnings: [] }, password);
    }
  });

  it('accepts each printable ASCII character beyond letters and digits as the special one', () => {
    for (const special of ' !"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~') {
      assert.deepEqual(check(`Abcdef1${special}`).refusals, [], special);
      assert.deepEqual(check(`${special}Abcdef1`).refusals, [], special);
    }
  });

  it('counts length after composition', () => {
    assert.deepEqual(kinds(check('Ab1!e\u0301cd').refusals), ['too-short']);
    assert.deepEqual(check('Ab1!e\u0301cde').refusals, []);
  });

  it('refuses more than the cap and says what the cap is', () => {
    assert.deepEqual(check('Aa1!' + 'x'.repeat(125)).refusals, [{ kind: 'too-long', maximum: 128 }]);
  });

  it('refuses control characters in an otherwise good password', () => {
    assert.deepEqual(kinds(check('Motdepasse1!\u0000').refusals), ['control-character']);
    assert.deepEqual(kinds(check('Motdepasse1!\r\n').refusals), ['control-character']);
  });

  it('reports everything at once', () => {
    assert.deepEqual(kinds(check('a\tb').refusals), [
      'too-short',
      'missing upper',
      'missing digit',
      'missing special',
      'control-character',
    ]);
  });

  it('calls nothing and nothing but spaces empty, and says only that', () => {
    for (const password of ['', '        ', '\u00a0\u3000 '])
      assert.deepEqual(kinds(check(password).refusals), ['empty']);
  });

  it('reads a body of 16 KiB of any one character without trouble', () => {
    for (const letter of ['a', ' ', '\u0301', 'e\u0301', '\u{1f600}']) check(letter.repeat(16_384));
  });
});

describe('the other profiles', () => {
  const cases: readonly (readonly [ProfileName, string, readonly string[]])[] = [
    ['nist', 'tartelettevidee', []],
    ['nist', 'Tartelette1!vi', ['too-short']],
    ['nist', 'passwordpassword', ['common']],
    ['nist-mfa', 'ytrzubvq', []],
    ['nist-mfa', 'password', ['common']],
    ['nist-mfa', 'Password', ['common']],
    ['cnil-1', 'Vmq7!tplzaKe', []],
    ['cnil-1', 'Vmq7tplzaKeRx9', []],
    ['cnil-1', 'caillou berge tuile crayon huile navire plume', []],
    ['cnil-1', 'caillou berge tuile crayon huile navire navire', ['missing upper', 'missing digit']],
    ['cnil-1', 'Vmq7tplzaKe', ['too-short', 'missing special']],
    ['cnil-2', 'Vmq7tplz', []],
    ['cnil-2', 'vmq7tplz', ['too-few-classes']],
    ['cnil-2', '8301947265810374', []],
    ['cnil-2', 'caillou berge tuile crayon huile', []],
    ['cnil-2', '830194726581037', ['too-few-classes']],
    ['anssi', 'Vmq7!tplzaKe', []],
    ['anssi', 'Vmq7!tplzaK', ['too-short']],
    ['etat', 'Vmq7!tplza', []],
    ['etat', 'caillou berge tuiles', []],
    ['etat', 'caillou berge tuile', ['missing upper', 'missing digit']],
  ];
  for (const [profile, password, expected] of cases) {
    it(`${profile}: ${password} gives [${expected.join(', ')}]`, () => {
      assert.deepEqual(kinds(check(password, buildPolicy({ profile })).refusals), expected);
    });
  }
});

describe('the switchable checks', () => {
  function policy(overrides: Parameters<typeof buildPolicy>[0]['overrides']): Policy {
    return buildPolicy({ profile: 'procedure', overrides });
  }

  it('warn without refusing when they are set so', () => {
    const verdict = check('Password1!', policy({ blocklist: 'warn', personal: 'warn' }));
    assert.deepEqual(verdict, { refusals: [], warnings: [{ kind: 'common' }] });
  });

  it('find the login, the number and parts of the name, whatever their case and accents', () => {
    for (const password of ['MLEMOINE-2x', 'Zz!28700001', 'Zz7!helene', 'Zz7!HÉLÈNE', 'Zz7!brisé', 'Zz7!moine']) {
      assert.deepEqual(kinds(check(password, policy({ personal: 'refuse' })).refusals), ['personal'], password);
    }
  });

  it('do not mind parts of a name shorter than three characters', () => {
    assert.deepEqual(check('Zz7!lettres', policy({ personal: 'refuse' })).refusals, []);
  });

  it('find context words inside and name the word', () => {
    const contextWords = { severity: 'refuse', words: ['Lorem', 'Sorbonne', ''] } as const;
    assert.deepEqual(check('Univ-Lorem2026!', policy({ contextWords })).refusals, [
      { kind: 'context-word', word: 'Lorem' },
    ]);
  });

  it('report a breach as the policy has it', () => {
    for (const [severity, expected] of [
      ['refuse', [1, 0]],
      ['warn', [0, 1]],
      ['off', [0, 0]],
    ] as const) {
      const verdict = checkPassword({
        policy: policy({ breached: severity }),
        password: 'Vmq7!tplz',
        person: PERSON,
        breached: true,
      });
      assert.deepEqual([verdict.refusals.length, verdict.warnings.length], expected);
    }
  });

  it('refuse what an application has declared that it cannot hold, and name it', () => {
    const capacities = [
      { application: 'Moodle', capacity: { bytes: 72 } },
      { application: 'IPWeb', capacity: { charset: 'ascii', characters: 64 } },
      { application: 'Cartes', capacity: { charset: 'latin1' } },
    ] as const;
    const unfit = (password: string): readonly Shortcoming[] =>
      checkPassword({ policy: policy({}), password, person: PERSON, capacities }).refusals;
    const ascii = { kind: 'unfit', application: 'IPWeb', misfit: { limit: 'charset', charset: 'ascii' } };
    const longer = { kind: 'unfit', application: 'IPWeb', misfit: { limit: 'characters', most: 64 } };
    const bytes = { kind: 'unfit', application: 'Moodle', misfit: { limit: 'bytes', most: 72 } };
    const latin = { kind: 'unfit', application: 'Cartes', misfit: { limit: 'charset', charset: 'latin1' } };
    assert.deepEqual(unfit('Aa1!' + 'x'.repeat(60)), []);
    assert.deepEqual(unfit('Aa1!' + 'x'.repeat(61)), [longer]);
    assert.deepEqual(unfit('Aa1!' + 'x'.repeat(69)), [bytes, longer]);
    assert.deepEqual(unfit('Éa1!xxxx'), [ascii]);
    assert.deepEqual(unfit('Aa1!€xxxx'), [ascii, latin]);
    // 36 characters, 72 bytes and one more.
    assert.deepEqual(unfit('Aa1!' + 'é'.repeat(34)), [ascii]);
    assert.deepEqual(unfit('Aa1!' + 'é'.repeat(35)), [bytes, ascii]);
  });

  it('count what an application can hold in code points, as people do, and not in UTF-16 units', () => {
    const capacities = [{ application: 'ENT', capacity: { characters: 10 } }] as const;
    const verdict = (password: string) => checkPassword({ policy: policy({}), password, person: PERSON, capacities });
    assert.deepEqual(verdict('Aa1!🎓🎓🎓🎓🎓🎓').refusals, []);
    assert.equal(verdict('Aa1!🎓🎓🎓🎓🎓🎓🎓').refusals[0]?.kind, 'unfit');
  });
});
