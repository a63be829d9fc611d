import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { systemClock } from '../../src/platform/clock.ts';
import type { Account, Directory } from '../../src/systems/directory.ts';
import { openLdapDirectory } from '../../src/systems/ldap/ldap-directory.ts';
import { CROWD, FIXED } from '../support/fixed-people.ts';
import { ldapSettings } from '../support/ldap-settings.ts';
import { startSlapd, type Slapd } from '../support/slapd.ts';

describe('looking people up in OpenLDAP', () => {
  let slapd: Slapd;
  let directory: Directory;

  before(async () => {
    slapd = await startSlapd({ people: 200, policy: { history: 3 } });
    directory = openLdapDirectory(ldapSettings(slapd), { clock: systemClock });
  });
  after(async () => {
    await directory[Symbol.asyncDispose]();
    await slapd[Symbol.asyncDispose]();
  });

  async function accountsAt(address: string): Promise<readonly Account[]> {
    const found = await directory.findByAddress(address);
    if (found.kind !== 'found') assert.fail(JSON.stringify(found));
    return found.accounts;
  }
  async function onlyAccountAt(address: string): Promise<Account> {
    const [account, ...others] = await accountsAt(address);
    if (account === undefined || others.length > 0) assert.fail(`${others.length} others at ${address}`);
    return account;
  }
  async function numbersAt(address: string): Promise<string[]> {
    return (await accountsAt(address)).map(({ number }) => number).sort();
  }
  async function byNumber(number: string): Promise<Account> {
    const found = await directory.findByNumber(number);
    if (found.kind !== 'found') assert.fail(JSON.stringify(found));
    return found.account;
  }

  test('a plain address leads to its account, with all that pages and mails need', async () => {
    const { id, ...account } = await onlyAccountAt(FIXED.plain.address);
    assert.match(id, /^[\da-f]{8}-[\da-f-]{27}$/);
    assert.deepEqual(account, {
      number: FIXED.plain.number,
      login: FIXED.plain.number,
      name: 'Camille Martin',
      language: 'fr',
      addresses: [FIXED.plain.address],
      notify: ['camille.martin.28700001@univ.example'],
      passwordStamp: undefined,
    });
  });

  test('a labelled address leads to its account and comes back without its label', async () => {
    const account = await onlyAccountAt(FIXED.labelled.address);
    assert.equal(account.number, FIXED.labelled.number);
    assert.equal(account.name, 'Éloïse Lefèvre');
    assert.deepEqual(account.addresses, [FIXED.labelled.address]);
    assert.deepEqual(await numbersAt(FIXED.rescue.address), [FIXED.rescue.number]);
  });

  test('a family that shares an address is found whole, however each has it stored', async () => {
    assert.deepEqual(await numbersAt(FIXED.family.address), [...FIXED.family.numbers]);
  });

  test('an address with a plus sign is one address, and the one without it another', async () => {
    assert.deepEqual(await numbersAt(FIXED.plus.address), [FIXED.plus.number]);
    assert.deepEqual(await numbersAt('zoe.le-goff@mail.example'), []);
  });

  test('somebody with two addresses is found by each', async () => {
    for (const address of FIXED.both.addresses) assert.deepEqual(await numbersAt(address), [FIXED.both.number]);
    const account = await onlyAccountAt(FIXED.both.addresses[0]);
    assert.deepEqual(account.addresses, FIXED.both.addresses);
  });

  test('a disabled account is not found, and its housemate is', async () => {
    assert.deepEqual(await numbersAt(FIXED.disabled.address), []);
    assert.deepEqual(await numbersAt(FIXED.familyWithDisabled.address), [FIXED.familyWithDisabled.open]);
  });

  test('an address of the parents is no way in, not even with its label typed', async () => {
    assert.deepEqual(await numbersAt(FIXED.parents.address), []);
    assert.deepEqual(await numbersAt(`{PARENTS}${FIXED.parents.address}`), []);
    assert.deepEqual(await numbersAt(`{PERSO}${FIXED.labelled.address}`), []);
    assert.deepEqual((await byNumber(FIXED.parents.number)).addresses, []);
  });

  test('an address of the parents stays out when the settings name the label', async () => {
    const settings = ldapSettings(slapd, { addressLabels: ['PERSO', 'parents'] });
    await using other = openLdapDirectory(settings, { clock: systemClock });
    assert.deepEqual(await other.findByAddress(FIXED.parents.address), { kind: 'found', accounts: [] });
  });

  test('a label that the settings do not name is no way in', async () => {
    await using other = openLdapDirectory(ldapSettings(slapd, { addressLabels: ['PERSO'] }), { clock: systemClock });
    assert.deepEqual(await other.findByAddress(FIXED.rescue.address), { kind: 'found', accounts: [] });
  });

  test('case does not matter, and the address comes back as it is stored', async () => {
    const account = await onlyAccountAt('marie.curie@exemple.test');
    assert.equal(account.number, FIXED.mixedCase.number);
    assert.deepEqual(account.addresses, [FIXED.mixedCase.stored]);
  });

  test('somebody without a student number has none, and is found by the login', async () => {
    const { login, number, address } = FIXED.studentAndStaff;
    assert.deepEqual(await numbersAt(address), ['', number]);
    const { login: found, number: held } = await byNumber(login);
    assert.deepEqual([found, held], [login, '']);
  });

  test('everybody of a crowd at one address is found', async () => {
    assert.equal((await accountsAt(CROWD.address)).length, CROWD.accounts);
  });

  test('an account is found by its id while it is eligible, and by its number in any case', async () => {
    const open = await byNumber(FIXED.plain.number);
    assert.deepEqual(await directory.findById(open.id), { kind: 'found', account: open });
    const closed = await byNumber(FIXED.disabled.number);
    assert.equal(closed.name, 'Loïc Béranger');
    assert.deepEqual(await directory.findById(closed.id), { kind: 'absent' });
  });

  test('ids and numbers that nobody has are absent', async () => {
    const strangers = ['00000000-0000-0000-0000-000000000000', 'no-uuid', '', '*', '*)(uid=*', '\u0000'];
    for (const stranger of strangers) {
      assert.deepEqual(await directory.findById(stranger), { kind: 'absent' }, stranger);
      assert.deepEqual(await directory.findByNumber(stranger), { kind: 'absent' }, stranger);
    }
  });

  test('nothing typed in place of an address becomes part of the search', async () => {
    const [local = ''] = FIXED.plain.address.split('@');
    const typed = [
      ...['*', '*@*', '*@exemple.test', `${local}@*`, `${local}*`, `*)(uid=*`, ')(uid=*', `x)(|(uid=*`, '(|(uid=*))'],
      ...['\\2a', '\\2a@exemple.test', '\\00', '\u0000', `${FIXED.plain.address}\u0000`, `${FIXED.plain.address}\\`],
      ...[
        `${FIXED.plain.address})(uid=*`,
        `${FIXED.plain.address}\\00`,
        `\\63amille.martin@exemple.test`,
        '\\',
        '\\5c',
      ],
      ...[
        ' ',
        '',
        `${FIXED.plain.address}\r\nbcc: x@y.example`,
        `<${FIXED.plain.address}>`,
        '{}',
        '{PERSO}',
        '{PERSO}*',
      ],
      ...[`ou=people`, `&`, `|`, `!`, '=', `${'x'.repeat(5000)}@exemple.test`, '\ud800@exemple.test'],
    ];
    for (const text of typed) assert.deepEqual(await numbersAt(text), [], JSON.stringify(text));
  });

  test('look-alikes of an address match nobody, although the schema itself would let some through', async () => {
    const alike = [
      `ｃamille.martin@exemple.test`,
      `camılle.martin@exemple.test`,
      `camille.martin@exemple．test`,
      `саmille.martin@exemple.test`,
      `éloise.lefevre@mail.example`,
      // Full-width e, soft hyphen, zero width space: caseIgnoreMatch (supannMailPrive) sees past each.
      `ｅloise.lefevre@mail.example`,
      `elo\u00adise.lefevre@mail.example`,
      `elo\u200bise.lefevre@mail.example`,
      `eloise.lefevre@mail.example\u3000`,
      `\u017fecours.muller@courriel.test`,
    ];
    for (const text of alike) assert.deepEqual(await numbersAt(text), [], JSON.stringify(text));
  });

  test('letters beyond ASCII in an address are found where they are stored', async () => {
    await slapd.setAttributes(FIXED.noAddress.number, { supannMailPrive: ['{PERSO}théo.château@exemple.test'] });
    assert.deepEqual(await numbersAt('théo.château@exemple.test'), [FIXED.noAddress.number]);
    assert.deepEqual(await numbersAt('THÉO.château@exemple.test'), [FIXED.noAddress.number]);
    assert.deepEqual(await numbersAt('theo.chateau@exemple.test'), []);
    await slapd.setAttributes(FIXED.noAddress.number, { supannMailPrive: [] });
  });

  test('the password stamp appears with the first change and differs after the next', async () => {
    const account = await byNumber(FIXED.english.number);
    assert.equal(account.language, 'en');
    assert.equal(account.passwordStamp, undefined);
    await slapd.setAttributes(FIXED.english.number, { userPassword: ['Premier-Essai-1'] });
    const { passwordStamp } = await byNumber(FIXED.english.number);
    assert.match(passwordStamp ?? '', /^\d{14}/);
    await slapd.setAttributes(FIXED.english.number, { preferredLanguage: ['en-GB'] });
    const after = await byNumber(FIXED.english.number);
    assert.equal(after.language, 'en-GB');
    assert.equal(after.passwordStamp, passwordStamp, 'another change of the entry is no change of the password');
  });
});
