import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describePolicy } from './describe.ts';
import { deviations, judgeConformity } from './deviations.ts';
import { passwordRulesAttribute } from './password-rules.ts';
import { buildPolicy, findPolicyFaults, PROFILE_NAMES, type ProfileName } from './profiles.ts';

function missed(profile: ProfileName): readonly string[] {
  return deviations(buildPolicy({ profile })).map(({ id }) => id);
}

describe('profiles', () => {
  for (const profile of PROFILE_NAMES) {
    it(`${profile} bears its own name, is sound and takes 128 characters`, () => {
      const policy = buildPolicy({ profile });
      assert.equal(policy.profile, profile);
      assert.deepEqual(findPolicyFaults(policy), []);
      assert.ok(policy.maximumLength >= 128);
    });
  }

  it('take the changes of the operator and leave what is undefined', () => {
    const policy = buildPolicy({ profile: 'procedure', overrides: { minimumLength: 10, maximumLength: undefined } });
    assert.deepEqual([policy.minimumLength, policy.maximumLength, policy.required.length], [10, 128, 4]);
  });

  it('have all their faults reported together', () => {
    const overrides = {
      minimumLength: 0,
      maximumLength: 64,
      phraseLength: 200,
      minimumClasses: 5,
      alternatives: [{ minimumLength: 0, required: [], minimumWords: 0 }],
      contextWords: { severity: 'refuse', words: ['u'] },
    } as const;
    const faults = findPolicyFaults(buildPolicy({ profile: 'procedure', overrides }));
    assert.deepEqual(
      faults.map(({ field }) => field),
      ['minimumLength', 'maximumLength', 'phraseLength', 'minimumClasses', 'alternatives', 'contextWords'],
    );
  });

  it('cannot ask for more than the cap', () => {
    const policy = buildPolicy({ profile: 'nist', overrides: { minimumLength: 129 } });
    assert.deepEqual(
      findPolicyFaults(policy).map(({ field }) => field),
      ['minimumLength'],
    );
  });
});

describe('what is said of a policy', () => {
  it('lists the five rules of the procedure and its cap, in order', () => {
    const rules = describePolicy(buildPolicy({ profile: 'procedure' }));
    assert.deepEqual(
      rules.map((rule) => (rule.kind === 'class' ? rule.required : rule.kind)),
      ['minimum-length', 'upper', 'lower', 'digit', 'special', 'maximum-length'],
    );
  });

  it('lists phrases, alternatives and lists where a profile has them', () => {
    const kinds = (profile: ProfileName): readonly string[] =>
      describePolicy(buildPolicy({ profile })).map(({ kind }) => kind);
    assert.deepEqual(kinds('cnil-2').slice(0, 3), ['minimum-length', 'minimum-classes', 'phrase']);
    assert.equal(kinds('cnil-1').filter((kind) => kind === 'alternative').length, 2);
    assert.deepEqual(kinds('nist'), ['minimum-length', 'maximum-length', 'not-common', 'not-personal']);
  });

  it('writes `passwordrules` as Apple reads them', () => {
    const rules = (profile: ProfileName): string => passwordRulesAttribute(buildPolicy({ profile }));
    assert.equal(
      rules('procedure'),
      'minlength: 8; required: lower; required: upper; required: digit; required: special;',
    );
    assert.equal(rules('cnil-2'), 'minlength: 8; required: lower; required: upper; required: digit;');
    assert.equal(rules('nist'), 'minlength: 15;');
  });
});

describe('conformity', () => {
  it('of the procedure misses what is known to conflict, and nothing else', () => {
    assert.deepEqual(missed('procedure'), [
      'ASVS 6.2.4 (L1)',
      'ASVS 6.2.5 (L1)',
      'ASVS 6.2.11 (L2)',
      'ASVS 6.2.12 (L2)',
      'NIST 3.1.1.2(1)',
      'NIST 3.1.1.2(5)',
      'NIST 3.1.1.2, blocklist',
      'CNIL 2022-100, case 1',
      'ANSSI R21, R23',
      'ANSSI R27',
      'ProConnect identité',
    ]);
  });

  it('of each profile holds for the standard it is named after', () => {
    const named: Readonly<Record<Exclude<ProfileName, 'procedure'>, RegExp>> = {
      nist: /^NIST/,
      'nist-mfa': /^NIST.*(MFA|\(5\)|blocklist)/,
      'cnil-1': /^CNIL/,
      'cnil-2': /^CNIL.*case 2/,
      anssi: /^ANSSI/,
      etat: /^ProConnect/,
    };
    for (const [profile, pattern] of Object.entries(named)) {
      const own = judgeConformity(buildPolicy({ profile: profile as ProfileName })).filter(({ id }) =>
        pattern.test(id),
      );
      assert.ok(own.length > 0);
      assert.deepEqual(
        own.filter(({ met }) => !met),
        [],
        profile,
      );
    }
  });

  it('misses the class rules in every profile without them, and length in none', () => {
    assert.ok(missed('nist').includes('ANSSI R21, R23'));
    assert.ok(PROFILE_NAMES.every((profile) => !missed(profile).includes('ASVS 6.2.1 (L1)')));
  });
});
