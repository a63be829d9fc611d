import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { createClock } from '../../tests/support/clock.ts';
import { createTempFolder } from '../../tests/support/temp-folder.ts';
import { AppError } from '../platform/errors.ts';
import { systemRandom } from '../platform/random.ts';
import { Secret } from '../platform/secret.ts';
import type { Account } from './directory.ts';
import { type EmbeddedDirectory, openEmbeddedDirectory } from './embedded-directory.ts';

const PEOPLE = `number,login,name,addresses,notify,language,state,password
28700001,cmartin,Camille Martin,camille.martin@exemple.test,camille.martin@etu.univ.example,fr,active,Premier-Passe-1
28700002,anguessan,Aïcha N’Guessan,famille.nguessan@exemple.test;Aicha@Exemple.test,,fr,,
28700003,mnguessan,Moïse N’Guessan,famille.nguessan@exemple.test,,,active,
28700004,lberanger,Loïc Béranger,loic.beranger@exemple.test,,fr,disabled,Premier-Passe-1
`;

const open = (file: string): Promise<EmbeddedDirectory> =>
  openEmbeddedDirectory({ type: 'embedded', file }, { clock: createClock(), random: systemRandom });

interface Opened extends AsyncDisposable {
  readonly directory: EmbeddedDirectory;
  readonly file: string;
}

async function withPeople(): Promise<Opened> {
  const folder = await createTempFolder('jeton-embedded-');
  const file = folder.file('data', 'directory.db');
  const directory = await open(file);
  assert.deepEqual(await directory.importPeople(PEOPLE), { imported: 4, created: 4, faults: [] });
  return {
    directory,
    file,
    async [Symbol.asyncDispose]() {
      await directory[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function byNumber(directory: EmbeddedDirectory, number: string): Promise<Account> {
  const found = await directory.findByNumber(number);
  assert.ok(found.kind === 'found', `${number} is ${found.kind}`);
  return found.account;
}

async function numbersAt(directory: EmbeddedDirectory, address: string): Promise<readonly string[]> {
  const found = await directory.findByAddress(address);
  assert.ok(found.kind === 'found');
  return found.accounts.map(({ number }) => number);
}

describe('the embedded directory', () => {
  test('finds people by exactly their address, whatever its case, and everybody who shares it', async () => {
    await using opened = await withPeople();
    const { directory } = opened;
    assert.deepEqual(await numbersAt(directory, 'CAMILLE.martin@exemple.TEST'), ['28700001']);
    assert.deepEqual(await numbersAt(directory, 'famille.nguessan@exemple.test'), ['28700002', '28700003']);
    assert.deepEqual(await numbersAt(directory, 'aicha@exemple.test'), ['28700002']);
    assert.deepEqual((await byNumber(directory, '28700002')).addresses, [
      'famille.nguessan@exemple.test',
      'Aicha@Exemple.test',
    ]);
  });

  test('finds nobody by a pattern, a part, a look-alike, an address to be told only, or a closed account', async () => {
    await using opened = await withPeople();
    for (const address of [
      ...['%', '*', '%@exemple.test', 'martin@exemple.test', "' or 1=1 --", ''],
      ...['camılle.martin@exemple.test', 'camille.martin@etu.univ.example', 'loic.beranger@exemple.test'],
    ]) {
      assert.deepEqual(await numbersAt(opened.directory, address), [], address);
    }
  });

  test('finds by number and by login, closed accounts included, and by id only those that are eligible', async () => {
    await using opened = await withPeople();
    const { directory } = opened;
    const camille = await byNumber(directory, 'CMartin');
    assert.equal(camille.number, '28700001');
    assert.equal(camille.name, 'Camille Martin');
    assert.equal(camille.language, 'fr');
    assert.deepEqual(camille.notify, ['camille.martin@etu.univ.example']);
    assert.deepEqual(await directory.findById(camille.id), { kind: 'found', account: camille });
    const closed = await byNumber(directory, '28700004');
    assert.deepEqual(await directory.findById(closed.id), { kind: 'absent' });
    assert.deepEqual(await directory.findById('28700001'), { kind: 'absent' });
    assert.deepEqual(await directory.findByNumber('2870000'), { kind: 'absent' });
  });

  test('sets a password: the new one opens the account, the old one no longer does, and the stamp changes', async () => {
    await using opened = await withPeople();
    const { directory } = opened;
    const before = await byNumber(directory, '28700001');
    const old = new Secret('Premier-Passe-1');
    const next = new Secret('Nouveau-Passé-2 ☂');
    assert.deepEqual(await directory.verifyPassword(before.id, old), { kind: 'valid' });
    assert.deepEqual(await directory.setPassword(before.id, next), { kind: 'done' });
    assert.deepEqual(await directory.verifyPassword(before.id, old), { kind: 'invalid' });
    assert.deepEqual(await directory.verifyPassword(before.id, next), { kind: 'valid' });
    const after = await byNumber(directory, '28700001');
    assert.notEqual(after.passwordStamp, before.passwordStamp);
    assert.deepEqual({ ...after, passwordStamp: '' }, { ...before, passwordStamp: '' });
  });

  test('takes the same password once more, with a new stamp', async () => {
    await using opened = await withPeople();
    const { directory } = opened;
    const { id, passwordStamp } = await byNumber(directory, '28700001');
    assert.deepEqual(await directory.setPassword(id, new Secret('Premier-Passe-1')), { kind: 'done' });
    assert.notEqual((await byNumber(directory, '28700001')).passwordStamp, passwordStamp);
  });

  test('somebody without a password has no stamp, is opened by none, the empty one included, and can set a first one', async () => {
    await using opened = await withPeople();
    const { directory } = opened;
    const { id, passwordStamp } = await byNumber(directory, '28700002');
    assert.equal(passwordStamp, undefined);
    assert.deepEqual(await directory.verifyPassword(id, new Secret('')), { kind: 'invalid' });
    assert.deepEqual(await directory.verifyPassword(id, new Secret('Premier-Passe-1')), { kind: 'invalid' });
    assert.deepEqual(await directory.setPassword(id, new Secret('Premier-Passe-1')), { kind: 'done' });
    assert.deepEqual(await directory.verifyPassword(id, new Secret('Premier-Passe-1')), { kind: 'valid' });
  });

  test('sets nothing for a closed account, for nobody, and for somebody who has stopped waiting', async () => {
    await using opened = await withPeople();
    const { directory } = opened;
    const closed = await byNumber(directory, '28700004');
    assert.deepEqual(await directory.setPassword(closed.id, new Secret('Nouveau-Passe-2')), { kind: 'absent' });
    assert.deepEqual(await directory.setPassword('nobody', new Secret('Nouveau-Passe-2')), { kind: 'absent' });
    assert.deepEqual(await directory.verifyPassword(closed.id, new Secret('Premier-Passe-1')), { kind: 'invalid' });
    const { id } = await byNumber(directory, '28700001');
    const set = await directory.setPassword(id, new Secret('Nouveau-Passe-2'), AbortSignal.abort());
    assert.equal(set.kind, 'unreachable');
    assert.deepEqual(await directory.verifyPassword(id, new Secret('Premier-Passe-1')), { kind: 'valid' });
  });

  test('keeps argon2id hashes in a file that only its owner may read, and no password', async () => {
    await using opened = await withPeople();
    const { file } = opened;
    for (const name of [file, `${file}-wal`]) {
      assert.equal((await stat(name)).mode & 0o777, 0o600, name);
      assert.ok(!(await readFile(name)).includes('Premier-Passe-1'), name);
    }
    const wal = await readFile(`${file}-wal`, 'latin1');
    assert.match(wal, /\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}/);
  });

  test('refuses a file of a newer version and one that is no database, by name', async () => {
    await using folder = await createTempFolder();
    const newer = folder.file('newer.db');
    const database = new DatabaseSync(newer);
    database.exec('pragma user_version = 2');
    database.close();
    for (const file of [newer, import.meta.filename, '/dev/null/directory.db']) {
      await assert.rejects(open(file), (error) => {
        return error instanceof AppError && error.code === 'DIRECTORY_FILE' && error.message.length > 0;
      });
    }
  });

  test('its check says how many there are, who cannot reset, and that an empty one wants an import', async () => {
    await using opened = await withPeople();
    await opened.directory.importPeople('number,login,name,addresses\n28700009,,Sans Adresse,\n');
    const lines = await opened.directory.check();
    assert.deepEqual(
      lines.map(({ level, what }) => [level, /\d+ .*accounts/.exec(what)?.[0]]),
      [
        ['ok', '5 accounts'],
        ['warning', '1 active accounts'],
      ],
    );
    await using folder = await createTempFolder();
    await using empty = await open(folder.file('empty.db'));
    assert.match((await empty.check())[0]?.mend ?? '', /jeton import/);
  });
});
