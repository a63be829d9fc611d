import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { LdapDirectorySettings } from '../../src/config/settings.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openLdapDirectory } from '../../src/systems/ldap/ldap-directory.ts';
import { CLOSED_BY_SUPANN } from '../support/closed-accounts.ts';
import { FIXED } from '../support/fixed-people.ts';
import { ldapSettings } from '../support/ldap-settings.ts';
import { startSlapd, type Slapd } from '../support/slapd.ts';

const { plain, noAddress, disabled, both } = FIXED;
const [suspended] = CLOSED_BY_SUPANN;

describe('the people that the check of an LDAP directory looks at', () => {
  let slapd: Slapd;
  before(async () => (slapd = await startSlapd({ people: 100, policy: { history: 3 } })));
  after(() => slapd[Symbol.asyncDispose]());

  /** `level what -> mend` of the lines about accounts that may be reset. */
  async function say(changes: Partial<LdapDirectorySettings> = {}): Promise<readonly string[]> {
    await using directory = openLdapDirectory(ldapSettings(slapd, changes), { clock: systemClock });
    return (await directory.check())
      .filter(({ what }) => what.startsWith('accounts that may be reset'))
      .map(({ level, what, mend = '' }) => `${level} ${what} -> ${mend}`);
  }
  /** How many are counted. */
  const countIn = ([line = '']: readonly string[]): number => Number(/reset: of (\d+),/.exec(line)?.[1]);

  test('nobody has anything wrong: it is said how many can ask', async () => {
    const lines = await say();
    assert.match(
      lines.join('\n'),
      /^ok accounts that may be reset: of \d+, \d+ have an address to ask with, \d+ have supannEtuId -> $/,
    );
  });

  test('an address that is none, a login and a number that are not one person’s alone are warned of, with the entry', async () => {
    await slapd.setAttributes(plain.number, { supannMailPerso: ['camille chez exemple'] });
    await slapd.setAttributes(noAddress.number, { uid: [noAddress.number, 'theo'] });
    await slapd.setAttributes(both.number, { supannEtuId: [plain.number] });
    const warned = (await say()).filter((line) => line.startsWith('warning')).join('\n');
    assert.match(warned, new RegExp(`1 of \\d+ have an address in .* that is none \\(the first: uid=${plain.number},`));
    assert.match(warned, new RegExp(`1 of \\d+ have several values of uid \\(the first: uid=${noAddress.number},`));
    assert.match(warned, /2 of \d+ share their supannEtuId with another account/);
    assert.equal(warned.split('\n').length, 3, warned);
    await slapd.setAttributes(plain.number, { supannMailPerso: [plain.address] });
    await slapd.setAttributes(noAddress.number, { uid: [noAddress.number] });
    await slapd.setAttributes(both.number, { supannEtuId: [both.number] });
  });

  test('whoever may not be reset is no fault, whatever stands in the entry: by SupAnn, an administrator, an end, the filter', async () => {
    const bad = { supannMailPerso: ['pas une adresse'] };
    const all = countIn(await say());
    assert.ok(suspended !== undefined);
    await slapd.setAttributes(disabled.number, bad);
    await slapd.setAttributes(suspended.number, { ...suspended.attributes, ...bad });
    await slapd.setAttributes(both.number, { pwdAccountLockedTime: ['000001010000Z'], ...bad });
    await slapd.setAttributes(plain.number, { pwdEndTime: ['20200101000000Z'], ...bad });
    await slapd.setAttributes(noAddress.number, bad);
    const eligible = `(!(|(supannRessourceEtat={COMPTE}I)(uid=${noAddress.number})))`;
    const lines = await say({ eligible });
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.equal(countIn(lines), all - 4);
    // The same entries are faults as soon as they count.
    assert.match((await say()).join('\n'), /1 of \d+ have an address in .* that is none/);
  });

  test('where nobody has an address of their own, nobody can ask', async () => {
    const [line = ''] = await say({ addresses: ['supannMailPrive'], addressLabels: ['AUTRE'] });
    assert.match(line, /^warning .* of \d+, 0 have an address to ask with, .* -> Check directory\.addresses/);
  });
});
