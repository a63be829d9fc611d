import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import { embeddedSystems, importStudent, STUDENT } from '../support/embedded-systems.ts';
import { type Installation, type Ran, install, runJeton, serve } from '../support/jeton.ts';
import { startSmtp } from '../support/smtp.ts';
import { type TempFolder, createTempFolder } from '../support/temp-folder.ts';

interface Walked {
  readonly installation: Installation;
  readonly token: string;
  readonly log: string;
}

/** A service that ran for a while: somebody known, and somebody who is not, asked for a link. */
async function walk(folder: TempFolder): Promise<Walked> {
  await using relay = await startSmtp();
  const installation = await install({ folder: folder.path, systems: embeddedSystems(relay) });
  await importStudent(installation);
  await using jeton = await serve(installation);
  for (const email of [STUDENT.address, 'nobody.here@exemple.test']) {
    await fetch(installation.publicUrl, { method: 'POST', body: new URLSearchParams({ email }) });
  }
  const mail = await relay.waitForMail(STUDENT.address);
  const link = mail.lines.find((line) => line.startsWith(`${installation.publicUrl}jeton/`)) ?? '';
  assert.equal(await jeton.stop(), 0);
  return { installation, token: link.split('/').at(-1) ?? '', log: jeton.log() };
}

function audit({ config }: Installation, ...args: readonly string[]): Promise<Ran> {
  return runJeton(['audit', ...args, '--config', config]);
}

function change({ ledger }: Installation, statement: string): void {
  const database = new DatabaseSync(ledger);
  database.exec(statement);
  database.close();
}

describe('jeton audit', () => {
  test('verify says that all is as it was written, names what is not, and finds an older ledger by its log', async () => {
    await using folder = await createTempFolder();
    const { installation, log } = await walk(folder);
    const whole = await audit(installation, 'verify');
    assert.equal(whole.code, 0, whole.stderr);
    assert.match(whole.stdout, /^\d+ entries in 1 chain: all as they were written$/m);
    await writeFile(folder.file('log'), log);
    const compared = await audit(installation, 'verify', '--anchor', folder.file('log'));
    assert.equal(compared.code, 0, compared.stderr);
    assert.match(compared.stdout, /^compared with \d+ anchors that had been kept$/m);
    change(installation, `update event set detail = '{}' where kind = 'request.unknown'`);
    const changed = await audit(installation, 'verify');
    assert.equal(changed.code, 1);
    assert.match(changed.stderr, /^entry \d+ \(chain 0, place \d+\) is not as it was written$/m);
    const [, anchor = ''] = /keep elsewhere, for a later --anchor: (\S+)/.exec(whole.stdout) ?? [];
    const [, seq] = anchor.split('.');
    const other = `0.${seq}.AAAAAAAAAAAAAAAAAAAAAA`;
    assert.match((await audit(installation, 'verify', '--anchor', other)).stderr, /is another entry than the anchor/);
    assert.match(
      (await audit(installation, 'verify', '--anchor', '0.999999.AAAAAAAAAAAAAAAAAAAAAA')).stderr,
      /the end was taken away, or an older ledger put back/,
    );
  });

  test('export writes both formats, without an address, a password or a link in clear, and is an entry itself', async () => {
    await using folder = await createTempFolder();
    const { installation, token } = await walk(folder);
    const out = folder.file('trail.csv');
    const csv = await audit(installation, 'export', '--format', 'csv', '--out', out);
    assert.equal(csv.code, 0, csv.stderr);
    assert.equal((await stat(out)).mode & 0o777, 0o600);
    const text = await readFile(out, 'utf8');
    assert.match(text, /^id,time,kind,outcome,owasp,actor,client,account,reset,recipient,detail,anchor\r\n/);
    assert.equal((await audit(installation, 'export', '--format', 'csv', '--out', out)).code, 2, 'never over a file');
    const lines = (await audit(installation, 'export')).stdout.trimEnd().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as Record<string, string>);
    const kinds = entries.map(({ kind }) => kind);
    for (const kind of ['request.sent', 'request.unknown', 'audit.exported']) assert.ok(kinds.includes(kind), kind);
    assert.match(entries.find(({ kind }) => kind === 'audit.exported')?.['actor'] ?? '', /^user:/);
    for (const secret of [STUDENT.address, 'nobody.here@exemple.test', 'camille.martin', 'nobody.here', token]) {
      assert.ok(secret.length > 5 && !`${text}${lines.join('')}`.includes(secret), secret);
    }
    const none = await audit(installation, 'export', '--until', '2020-01-01');
    assert.equal(none.stdout, '');
  });

  test('purge removes what is older than the settings say, and refuses to keep too little', async () => {
    await using folder = await createTempFolder();
    const { installation } = await walk(folder);
    const young = await audit(installation, 'purge');
    assert.equal(young.code, 0, young.stderr);
    assert.match(young.stdout, /^0 entries from before /);
    await writeFile(
      installation.config,
      `${await readFile(installation.config, 'utf8')}\nretention: { audit: 179d }\n`,
    );
    const refused = await audit(installation, 'purge');
    assert.equal(refused.code, 3);
    assert.match(refused.stderr, /retention\.audit.*write at least 180d/s);
  });

  test('erase tells what would go, wants it confirmed, and waits for a link that is still good', async () => {
    await using folder = await createTempFolder();
    const { installation } = await walk(folder);
    const early = await audit(installation, 'erase', STUDENT.number, '--reason', 'request 12');
    assert.equal(early.code, 4);
    assert.match(early.stderr, /1 reset of .* under way/);
    change(installation, `update reset set state = 'revoked'`);
    const would = await audit(installation, 'erase', STUDENT.number, '--reason', 'request 12');
    assert.match(would.stdout, /would be erased, for good; add --confirm 28700001/);
    const confirmed = ['erase', STUDENT.number, '--reason', 'request 12', '--confirm', STUDENT.number];
    const erased = await audit(installation, ...confirmed);
    assert.equal(erased.code, 0, erased.stderr);
    const verified = await audit(installation, 'verify');
    assert.equal(verified.code, 0, verified.stderr);
    assert.match(verified.stdout, /^\d+ of them erased on request/m);
    assert.equal((await audit(installation, ...confirmed)).code, 1, 'nobody knows them any more');
    const stranger = ['erase', '--address', 'Nobody.Here@exemple.test', '--reason', 'request 13'];
    const address = await audit(installation, ...stranger, '--confirm', 'Nobody.Here@exemple.test');
    assert.match(address.stdout, /: 1 entry and 0 resets erased/, address.stderr);
    assert.equal((await audit(installation, 'verify')).code, 0);
  });

  for (const args of [['erase'], ['erase', '1'], ['export', '--format', 'xml'], ['export', '--since', 'x'], []]) {
    test(`does nothing when it is not understood: ${args.join(' ')}`, async () => {
      assert.equal((await runJeton(['audit', ...args])).code, 2);
    });
  }
});
