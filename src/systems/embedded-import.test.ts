import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createClock } from '../../tests/support/clock.ts';
import { createTempFolder } from '../../tests/support/temp-folder.ts';
import { systemRandom } from '../platform/random.ts';
import { Secret } from '../platform/secret.ts';
import { parseCsv } from './embedded-csv.ts';
import { type EmbeddedDirectory, openEmbeddedDirectory } from './embedded-directory.ts';

interface Opened extends AsyncDisposable {
  readonly directory: EmbeddedDirectory;
}

async function empty(): Promise<Opened> {
  const folder = await createTempFolder('jeton-import-');
  const settings = { type: 'embedded', file: folder.file('directory.db') } as const;
  const directory = await openEmbeddedDirectory(settings, { clock: createClock(), random: systemRandom });
  return {
    directory,
    async [Symbol.asyncDispose]() {
      await directory[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe('reading CSV', () => {
  test('takes quotes, separators and line breaks inside quotes, a byte order mark and any line end', () => {
    const { records, faults } = parseCsv('\ufeffa,b\r\n"1,""x""","two\nlines"\n\n,\r"",last');
    assert.deepEqual(faults, []);
    assert.deepEqual(records, [
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fields: ['1,"x"', 'two\nlines'] },
      { line: 5, fields: ['', ''] },
      { line: 6, fields: ['', 'last'] },
    ]);
  });

  test('takes the semicolons of a French spreadsheet', () => {
    assert.deepEqual(parseCsv('a;b\n"1;2";3,5\n').records[1]?.fields, ['1;2', '3,5']);
  });

  test('names the line of each misplaced quote', () => {
    const { faults } = parseCsv('a,b\nx"y,1\n"x"y,2\n"two\nlines"z,3\n"open,4\n');
    assert.deepEqual(
      faults.map(({ line }) => line),
      [2, 3, 5, 6],
    );
    assert.match(faults.at(-1)?.fault ?? '', /never closed/);
  });
});

describe('importing people', () => {
  test('reports every fault with its line, and imports nobody', async () => {
    await using opened = await empty();
    const outcome = await opened.directory.importPeople(
      [
        'number,login,name,addresses,language,state',
        '28700001,,Camille Martin,camille@exemple.test,fr,active',
        ',,Sans Numéro,a@exemple.test,fr,active',
        '28700003,,,b@exemple.test;not an address,french please,gone',
        '28700004,,Trop,De,Champs,,',
        '28700001,,Encore Camille,camille@exemple.test,fr,active',
        '28700006,,"Deux\nlignes",,,',
      ].join('\n'),
    );
    assert.equal(outcome.imported, 0);
    assert.deepEqual(
      outcome.faults.map(({ line, fault }) => `${line}: ${fault}`),
      [
        '3: number is empty',
        '3: login is empty',
        '4: name is empty',
        '4: addresses: "not an address" is no address',
        '4: language is no language tag such as fr or en-GB',
        '4: state is neither active nor disabled',
        '5: 7 fields where the header has 6',
        '5: addresses: "De" is no address',
        '5: language is no language tag such as fr or en-GB',
        '6: number 28700001 is on line 2 already',
        '7: name holds a control character or a line break',
      ],
    );
    assert.deepEqual(await opened.directory.findByNumber('28700001'), { kind: 'absent' });
  });

  test('wants its four columns, knows no others, and wants somebody in the file', async () => {
    await using opened = await empty();
    const faultsOf = async (text: string): Promise<readonly string[]> =>
      (await opened.directory.importPeople(text)).faults.map(({ fault }) => fault);
    assert.deepEqual(await faultsOf(''), ['the file is empty']);
    assert.deepEqual(await faultsOf('number,login,name,addresses\n'), ['nobody is in the file']);
    const [missing, unknown, twice] = await faultsOf('number,login,name,adresses,name\nx,,x,x,x\n');
    assert.equal(missing, 'the column addresses is missing');
    assert.match(unknown ?? '', /the column "adresses" is unknown/);
    assert.equal(twice, 'the column name is there twice');
    assert.deepEqual(await faultsOf('number,login,name,addresses\n1,,\ufffdric,\n'), ['the file is not UTF-8']);
  });

  test('a login that leads to somebody else is a fault, in the file and against what is stored', async () => {
    await using opened = await empty();
    const { directory } = opened;
    const header = 'number,login,name,addresses\n';
    const inFile = await directory.importPeople(`${header}1,anna,Anna,\n2,ANNA,Anne,\n`);
    assert.deepEqual(
      inFile.faults.map(({ line }) => line),
      [2, 3],
    );
    assert.equal((await directory.importPeople(`${header}1,anna,Anna,\n2,bob,Bob,\n`)).created, 2);
    const stored = await directory.importPeople(`${header}3,2,Charlie,\n`);
    assert.deepEqual(stored.faults, [{ line: 2, fault: 'login 2 already leads to number 2' }]);
    const swapped = await directory.importPeople(`${header}1,bob,Anna,\n2,anna,Bob,\n`);
    assert.deepEqual(swapped, { imported: 2, created: 0, faults: [] });
  });

  test('a second import updates people, keeps their ids and passwords, and leaves the others alone', async () => {
    await using opened = await empty();
    const { directory } = opened;
    await directory.importPeople(
      'number,login,name,addresses,notify,language,password\n' +
        '1,anna,Anna,anna@exemple.test,anna@univ.example,fr,Premier-Passe-1\n2,bob,Bob,bob@exemple.test,,en,\n',
    );
    const before = await directory.findByNumber('1');
    assert.ok(before.kind === 'found');
    const { id } = before.account;
    await directory.setPassword(id, new Secret('Choisi-Par-Anna-2'));
    const again = await directory.importPeople(
      'number,login,name,addresses,password\n1,anna,Anna Née,née@exemple.test,Premier-Passe-1\n',
    );
    assert.deepEqual(again, { imported: 1, created: 0, faults: [] });
    const after = await directory.findById(id);
    assert.ok(after.kind === 'found');
    assert.equal(after.account.name, 'Anna Née');
    assert.deepEqual(after.account.addresses, ['née@exemple.test']);
    assert.deepEqual(after.account.notify, ['anna@univ.example'], 'the file has no such column');
    assert.equal(after.account.language, 'fr');
    assert.deepEqual(await directory.verifyPassword(id, new Secret('Choisi-Par-Anna-2')), { kind: 'valid' });
    const gone = await directory.findByAddress('anna@exemple.test');
    assert.ok(gone.kind === 'found' && gone.accounts.length === 0);
    const bob = await directory.findByAddress('bob@exemple.test');
    assert.ok(bob.kind === 'found' && bob.accounts.length === 1);
  });

  test('closes an account by its state, and an empty language is none', async () => {
    await using opened = await empty();
    const { directory } = opened;
    await directory.importPeople('number,login,name,addresses,language\n1,,Anna,anna@exemple.test,fr\n');
    await directory.importPeople('number,login,name,addresses,language,state\n1,,Anna,anna@exemple.test,,disabled\n');
    const found = await directory.findByAddress('anna@exemple.test');
    assert.ok(found.kind === 'found' && found.accounts.length === 0);
    const account = await directory.findByNumber('1');
    assert.ok(account.kind === 'found' && account.account.language === undefined);
  });
});
