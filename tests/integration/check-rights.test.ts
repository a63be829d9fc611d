import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { checkRights } from '../../src/main/checks/rights.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { systemRandom } from '../../src/platform/random.ts';
import type { CheckLine, Directory } from '../../src/systems/directory.ts';
import { openLdapDirectory } from '../../src/systems/ldap/ldap-directory.ts';
import { FIXED } from '../support/fixed-people.ts';
import { ldapSettings } from '../support/ldap-settings.ts';
import { firstPasswordOf } from '../support/person.ts';
import { type Slapd, type SlapdOptions, startSlapd } from '../support/slapd.ts';
import { type TempFolder, createTempFolder } from '../support/temp-folder.ts';

const TOOLS = { clock: systemClock, random: systemRandom };
const { number } = FIXED.plain;
const uid = number;
const OLD = firstPasswordOf(number);

interface Stand extends AsyncDisposable {
  readonly slapd: Slapd;
  readonly folder: TempFolder;
  readonly file: string;
  check(open?: () => Promise<Directory>): Promise<readonly CheckLine[]>;
  directory(): Directory;
  /** What the file says. */
  kept(): Promise<string>;
}

async function stand(options: SlapdOptions = {}): Promise<Stand> {
  const slapd = await startSlapd({ people: 30, ...options });
  const folder = await createTempFolder();
  const file = folder.file('test.password');
  await writeFile(file, `${OLD}\n`, { mode: 0o600 });
  const directory = () => openLdapDirectory(ldapSettings(slapd), TOOLS);
  const check = { testAccount: { number, passwordFile: file }, resolvers: [] };
  return {
    ...{ slapd, folder, file, directory },
    check: (open = () => Promise.resolve(directory())) =>
      checkRights({ check, directory: ldapSettings(slapd) }, { ...TOOLS, open }, AbortSignal.timeout(60_000)),
    kept: async () => (await readFile(file, 'utf8')).trimEnd(),
    async [Symbol.asyncDispose]() {
      await slapd[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** `level what`, and no line says a password. */
async function said(it: Pick<Stand, 'kept' | 'file'>, lines: readonly CheckLine[]): Promise<readonly string[]> {
  const told = lines.map(({ level, what }) => `${level} ${what.replaceAll(it.file, 'FILE')}`);
  for (const line of lines) {
    assert.ok(line.level === 'ok' || (line.mend ?? '') !== '', line.what);
    for (const secret of [OLD, await it.kept()]) assert.ok(!JSON.stringify(line).includes(secret), line.what);
  }
  return told;
}

describe('the rights of the service account, tried on the test account', () => {
  test('a password is set, opens the account, and the old one is put back', async () => {
    await using it = await stand();
    assert.deepEqual(await said(it, await it.check()), [
      `ok a password was set for ${number} and opens the account`,
      `ok the old password of ${number} was put back and opens the account`,
    ]);
    assert.ok(await it.slapd.opens(uid, OLD));
    assert.equal(await it.kept(), OLD);
    assert.ok(!existsSync(`${it.file}.new`));
  });

  test('where a history refuses the old password, the file holds the new one, and goes on doing so', async () => {
    await using it = await stand({ policy: { history: 3 } });
    let before = OLD;
    for (const round of ['first', 'second']) {
      const told = await said(it, await it.check());
      assert.match(
        told.at(-1) ?? '',
        /^ok the directory does not take the old password back \(history\).*FILE now/,
        round,
      );
      // Times have whole seconds: the second change may bear that of the first.
      if (round === 'first')
        assert.match(told[1] ?? '', /^ok the directory, by its time of the change: its clock agrees/);
      const after = await it.kept();
      assert.notEqual(after, before);
      assert.ok(await it.slapd.opens(uid, after));
      assert.ok(!(await it.slapd.opens(uid, before)));
      before = after;
    }
  });

  test('where passwords must have an age, the file follows too, and a second check says why it cannot try', async () => {
    await using it = await stand({ policy: { minimumAge: 3600 } });
    assert.match((await said(it, await it.check())).at(-1) ?? '', /^ok .*\(too-young\).*FILE now/);
    assert.ok(await it.slapd.opens(uid, await it.kept()));
    assert.match((await said(it, await it.check()))[0] ?? '', /^warning the password of \d+ is too young/);
    assert.ok(await it.slapd.opens(uid, await it.kept()));
    assert.ok(!existsSync(`${it.file}.new`));
  });

  test('without the right, it is said, and nothing has changed', async () => {
    await using it = await stand({ maySetPasswords: false });
    const told = await said(it, await it.check());
    assert.match(told.join('\n'), /^failure no password could be set for \d+: .*the service account may not .*LDAP 50/);
    assert.ok(await it.slapd.opens(uid, OLD));
    assert.ok(!existsSync(`${it.file}.new`));
  });

  test('a file that is not there, a password that is wrong, and an account that is nobody’s are failures', async () => {
    await using it = await stand();
    await writeFile(it.file, 'Autre-Chose-1\n');
    assert.deepEqual(await said(it, await it.check()), [`failure FILE does not open ${number}`]);
    await writeFile(it.file, '');
    assert.deepEqual(await said({ ...it, kept: () => Promise.resolve('nothing') }, await it.check()), [
      'failure FILE is empty',
    ]);
    const check = { testAccount: { number: '99999999', passwordFile: it.file }, resolvers: [] };
    const settings = { check, directory: ldapSettings(it.slapd) };
    const open = () => Promise.resolve(it.directory());
    const [line] = await checkRights(settings, { ...TOOLS, open }, AbortSignal.timeout(60_000));
    assert.equal(line?.what, 'there is no account 99999999');
    assert.ok(await it.slapd.opens(uid, OLD));
  });

  test('a directory that goes away before the old password is back: both are kept, and the next check mends it', async () => {
    await using it = await stand();
    /** The real one, on a server that ends once it has set a password. */
    const open = (): Promise<Directory> => {
      const real = it.directory();
      const setPassword: Directory['setPassword'] = async (...args) => {
        const outcome = await real.setPassword(...args);
        await it.slapd.stop();
        return outcome;
      };
      return Promise.resolve({
        findByAddress: real.findByAddress.bind(real),
        findById: real.findById.bind(real),
        findByNumber: real.findByNumber.bind(real),
        verifyPassword: real.verifyPassword.bind(real),
        check: real.check.bind(real),
        setPassword,
        [Symbol.asyncDispose]: () => real[Symbol.asyncDispose](),
      });
    };
    const broken = await said(it, await it.check(open));
    assert.match(broken.at(-1) ?? '', /^failure THE OLD PASSWORD OF \d+ WAS NOT PUT BACK .*FILE or that of FILE\.new/);
    const next = (await readFile(`${it.file}.new`, 'utf8')).trimEnd();
    await it.slapd.start();
    assert.ok(await it.slapd.opens(uid, next));
    const mended = await said(it, await it.check());
    assert.match(mended[0] ?? '', /^warning an earlier check was ended before/);
    assert.match(mended.at(-1) ?? '', /^ok the old password of \d+ was put back/);
    assert.equal(await it.kept(), next);
    assert.ok(await it.slapd.opens(uid, next));
  });

  test('without a test account it is said that nothing was tried', async () => {
    const check = { testAccount: undefined, resolvers: [] };
    await using it = await stand();
    const settings = { check, directory: ldapSettings(it.slapd) };
    const open = () => Promise.reject(new Error('nobody asks'));
    const [line] = await checkRights(settings, { ...TOOLS, open }, AbortSignal.timeout(60_000));
    assert.match(`${line?.level ?? ''} ${line?.what ?? ''}`, /^warning whether .* was not tried$/);
    assert.match(line?.mend ?? '', /check\.account/);
  });
});
