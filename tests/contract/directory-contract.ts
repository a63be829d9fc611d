import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startDeadline } from '../../src/platform/deadline.ts';
import { isInTime } from '../../src/platform/in-time.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { Account, Directory, FoundAccount } from '../../src/systems/directory.ts';
import { type FaultyLine, startFaultyLine } from './faulty-line.ts';
import type { Way } from './application-contract.ts';
import type { DirectoryStand } from './directory-stand.ts';

export interface DirectoryContract {
  /** As the settings name it: `active-directory`. */
  readonly connector: string;
  /** As the matrix names it. */
  readonly server: string;
  readonly start: () => Promise<DirectoryStand>;
}

const PATIENCE_MS = 20_000;
const SHORT_MS = 1000;
/** Longer than any signal of these tests, and shorter than half of what the stands’ settings give a server, two minutes: LDAP asks again after half. */
const MARK_MS = 40_000;
/** More pieces than any server answers one setting of a password with. */
const MOST_PIECES = 40;
const KEPT_BYTES = 128 * 1024 * 1024;
const NO_ID = '00000000-0000-4000-8000-000000000000';
const HOSTILE = ['*', '*)(uid=*', 'a)(|(uid=*', '\\2a', "x' or '1'='1", 'x@y*', '{PERSO}*', '{PARENTS}x@y.fr'] as const;

/** What every directory's connector does. The cases stand in the matrix that `npm run contract` prints. */
export function directoryContract({ connector, server, start }: DirectoryContract): void {
  describe(`directory ${connector} on ${server}`, () => {
    let stand: DirectoryStand;
    let line: FaultyLine;
    let encrypted: boolean;
    before(async () => {
      stand = await start();
      const port = stand.ports.plain ?? stand.ports.encrypted;
      if (port === undefined) throw new Error('the stand has no port');
      encrypted = stand.ports.plain === undefined;
      line = await startFaultyLine(port, stand.host);
    });
    after(async () => {
      await line[Symbol.asyncDispose]();
      await stand[Symbol.asyncDispose]();
    });

    const way = (): Way => ({ port: line.port, authority: 'right', encrypted });
    const open = (): Promise<Directory> => stand.open(way());
    const accountOf = async (directory: Directory): Promise<Account> =>
      accountIn(await directory.findByNumber(stand.holder.number));
    const set = async (directory: Directory, password: string, ms = PATIENCE_MS) => {
      const { id } = await accountOf(directory);
      using deadline = startDeadline(ms);
      return await directory.setPassword(id, new Secret(password), deadline.signal);
    };
    const opens = (password: string): Promise<boolean> => stand.opens(stand.holder.login, password);

    test('found by its address', async () => {
      await using directory = await open();
      const { address, number, login } = stand.holder;
      const found = await directory.findByAddress(address);
      const accounts = found.kind === 'found' ? found.accounts : [];
      assert.deepEqual(
        accounts.map((account) => [account.number, account.login, account.addresses.includes(address)]),
        [[number, login, true]],
      );
    });

    test('found by its id, and by its number or login', async () => {
      await using directory = await open();
      const account = await accountOf(directory);
      assert.deepEqual(accountIn(await directory.findById(account.id)), account);
      assert.deepEqual(accountIn(await directory.findByNumber(stand.holder.login)), account);
    });

    test('nobody', async () => {
      await using directory = await open();
      const found = await directory.findByAddress('personne@nulle-part.example');
      assert.deepEqual(found, { kind: 'found', accounts: [] });
      assert.deepEqual(await directory.findById(NO_ID), { kind: 'absent' });
      assert.deepEqual(await directory.findByNumber('99999999'), { kind: 'absent' });
      assert.deepEqual(await directory.setPassword(NO_ID, new Secret('Personne-1-mot')), { kind: 'absent' });
    });

    test('several accounts on one address', async () => {
      await using directory = await open();
      const found = await directory.findByAddress(stand.shared.address);
      const numbers = found.kind === 'found' ? found.accounts.map(({ number }) => number) : [];
      assert.deepEqual(numbers.sort(), [...stand.shared.numbers].sort());
    });

    test('accounts that may not be reset', async (t) => {
      if (stand.ineligible.length === 0) {
        t.skip('this server has none');
        return;
      }
      await using directory = await open();
      for (const { what, address, number } of stand.ineligible) {
        assert.deepEqual(await directory.findByAddress(address), { kind: 'found', accounts: [] }, what);
        if (number === undefined) continue;
        // For the desk, which can say why.
        const { id } = accountIn(await directory.findByNumber(number));
        assert.deepEqual(await directory.findById(id), { kind: 'absent' }, what);
        assert.deepEqual(await directory.setPassword(id, new Secret('Interdit-3-mot')), { kind: 'absent' }, what);
      }
    });

    test('hostile addresses, ids and numbers', async () => {
      await using directory = await open();
      for (const hostile of HOSTILE) {
        assert.deepEqual(await directory.findByAddress(hostile), { kind: 'found', accounts: [] }, hostile);
        assert.deepEqual(await directory.findById(hostile), { kind: 'absent' }, hostile);
        assert.deepEqual(await directory.findByNumber(hostile), { kind: 'absent' }, hostile);
      }
    });

    test('set', async () => {
      await using directory = await open();
      const before = await accountOf(directory);
      await pauseForStamp();
      assert.deepEqual(await set(directory, 'Premier-1-mot'), { kind: 'done' });
      assert.ok(await opens('Premier-1-mot'));
      const { passwordStamp } = await accountOf(directory);
      assert.notEqual(passwordStamp, before.passwordStamp, 'nothing tells that the password changed');
    });

    test('letters beyond ASCII', async () => {
      await using directory = await open();
      assert.deepEqual(await set(directory, 'Forêt-né-3-œufs'), { kind: 'done' });
      assert.ok(await opens('Forêt-né-3-œufs'));
    });

    test('verified', async () => {
      await using directory = await open();
      assert.deepEqual(await set(directory, 'Verifie-2-mot'), { kind: 'done' });
      const { id } = await accountOf(directory);
      const verify = async (password: string) => (await directory.verifyPassword(id, new Secret(password))).kind;
      assert.equal(await verify('Verifie-2-mot'), 'valid');
      assert.equal(await verify('Verifie-2-autre'), 'invalid');
      // Not a way in: a simple bind without a password succeeds as nobody (RFC 4513, 5.1.2).
      assert.equal(await verify(''), 'invalid');
    });

    test('refused, and why', async (t) => {
      if (stand.refused.length === 0) {
        t.skip('this server takes every password');
        return;
      }
      await using directory = await open();
      assert.deepEqual(await set(directory, 'Intact-4-mot'), { kind: 'done' });
      for (const { password, reason } of stand.refused) {
        const outcome = await set(directory, password);
        assert.deepEqual(
          { kind: outcome.kind, reason: 'reason' in outcome ? outcome.reason : undefined },
          { kind: 'refused', reason },
          password,
        );
        assert.ok(!JSON.stringify(outcome).includes(password), 'the password stands in the detail');
      }
      assert.ok(await opens('Intact-4-mot'));
    });

    test('a lock is opened', async (t) => {
      if (stand.lock === undefined) {
        t.skip('this server never locks');
        return;
      }
      await using directory = await open();
      assert.deepEqual(await set(directory, 'Verrou-5-mot'), { kind: 'done' });
      await stand.lock(stand.holder.login);
      assert.equal(await opens('Verrou-5-mot'), false, 'it was not locked');
      assert.deepEqual(await set(directory, 'Delie-6-mot'), { kind: 'done' });
      assert.ok(await opens('Delie-6-mot'));
    });

    test('nobody must change what they have just chosen', async (t) => {
      if (stand.mustChange === undefined) {
        t.skip('this server has no such mark');
        return;
      }
      await using directory = await open();
      await stand.mustChange.set(stand.holder.login);
      assert.ok(await stand.mustChange.isSet(stand.holder.login));
      assert.deepEqual(await set(directory, 'Choisi-7-mot'), { kind: 'done' });
      assert.equal(await stand.mustChange.isSet(stand.holder.login), false);
      assert.ok(await opens('Choisi-7-mot'));
    });

    test('nobody must, though an answer is lost at any moment', async (t) => {
      const { mustChange, holder } = stand;
      if (mustChange === undefined) {
        t.skip('this server has no such mark');
        return;
      }
      let isWhole = false;
      for (let pieces = 0; !isWhole && pieces < MOST_PIECES; pieces += 1) {
        const password = `Perdu-${pieces}-mot`;
        await using directory = await open();
        const { id } = await accountOf(directory);
        await mustChange.set(holder.login);
        line.loseAnswersAfter(pieces);
        const first = await directory.setPassword(id, new Secret(password));
        isWhole = !line.hasLost;
        line.mend();
        if (first.kind !== 'done') await tryAgain(directory, id, new Secret(password));
        assert.ok(await opens(password), `after ${pieces} pieces`);
        assert.equal(await mustChange.isSet(holder.login), false, `after ${pieces} pieces`);
      }
      assert.ok(isWhole, 'something was always lost');
    });

    test('unreachable', async () => {
      await using directory = await open();
      const { id } = await accountOf(directory);
      await line.refuse();
      assert.equal((await directory.findByAddress(stand.holder.address)).kind, 'unreachable');
      assert.equal((await directory.setPassword(id, new Secret('Absent-8-mot'))).kind, 'unreachable');
      await line.admit();
      assert.deepEqual(await set(directory, 'Absent-8-mot'), { kind: 'done' });
    });

    for (const fault of ['silent', 'half', 'garbage', 'flood'] as const) {
      test(`answers: ${fault}`, async () => {
        await using directory = await open();
        const { id } = await accountOf(directory);
        const before = process.memoryUsage().rss;
        line.fall(fault);
        using deadline = startDeadline(3 * SHORT_MS);
        const setting = directory.setPassword(id, new Secret(`Panne-9-${fault}`), deadline.signal);
        assert.ok(await isInTime(setting, MARK_MS), 'it does not end when its signal does');
        assert.equal((await setting).kind, 'unreachable');
        using again = startDeadline(3 * SHORT_MS);
        assert.equal((await directory.findByAddress(stand.holder.address, again.signal)).kind, 'unreachable');
        assert.ok(process.memoryUsage().rss - before < KEPT_BYTES, 'it keeps what comes');
        line.mend();
        await pause(50);
        assert.deepEqual(await set(directory, `Mieux-10-${fault}`), { kind: 'done' });
        assert.ok(await opens(`Mieux-10-${fault}`));
      });
    }

    test('an answer that is lost is found out by trying the password', async () => {
      let id = '';
      let lost = false;
      for (let pieces = 0; !lost && pieces < MOST_PIECES; pieces += 1) {
        await using first = await open();
        ({ id } = await accountOf(first));
        line.loseAnswersAfter(pieces);
        using deadline = startDeadline(2 * SHORT_MS);
        await first.setPassword(id, new Secret('Perdue-11-mot'), deadline.signal);
        assert.ok(line.hasLost, `no answer was lost after ${pieces} pieces`);
        line.mend();
        lost = await opens('Perdue-11-mot');
      }
      assert.ok(lost, 'the password never came');
      await using directory = await open();
      const outcome = await set(directory, 'Perdue-11-mot');
      const verified = await directory.verifyPassword(id, new Secret('Perdue-11-mot'));
      assert.ok(outcome.kind === 'done' || verified.kind === 'valid', JSON.stringify([outcome, verified]));
    });

    test('a certificate of another authority', async (t) => {
      if (stand.ports.encrypted === undefined) {
        t.skip('this server speaks in clear only');
        return;
      }
      await using wiretap = await startFaultyLine(stand.ports.encrypted, stand.host);
      await using directory = await stand.open({ port: wiretap.port, authority: 'other', encrypted: true });
      assert.equal((await directory.findByAddress(stand.holder.address)).kind, 'unreachable');
      assert.equal((await directory.setPassword(NO_ID, new Secret('Trahi-12-mot'))).kind, 'unreachable');
      assert.ok(!wiretap.sent.includes('Trahi-12-mot'));
    });

    test('checked', async () => {
      await using directory = await open();
      const well = await directory.check();
      assert.deepEqual(
        well.filter(({ level }) => level === 'failure'),
        [],
      );
      await line.refuse();
      const away = await directory.check();
      await line.admit();
      assert.ok(away.some(({ level, mend }) => level === 'failure' && mend !== undefined));
    });

    test('a right that is missing is named', async (t) => {
      if (stand.openWithoutRights === undefined) {
        t.skip('this server has no such account');
        return;
      }
      await using directory = await stand.openWithoutRights(way());
      const outcome = await set(directory, 'Sans-droit-13');
      // Nothing that the person has chosen is wrong, and somebody may grant it within the promise.
      assert.equal(outcome.kind, 'unreachable');
      const lines = await directory.check();
      assert.ok(
        lines.some(({ level, mend }) => level !== 'ok' && mend !== undefined),
        'nothing is said of the right that is missing',
      );
    });
  });
}

/** As the journey does it after an answer that was lost: whether the password is there already, a bind tells. */
async function tryAgain(directory: Directory, id: string, password: Secret): Promise<void> {
  const verified = await directory.verifyPassword(id, password);
  if (verified.kind === 'valid') assert.deepEqual(await directory.clearMustChange?.(id), { kind: 'done' });
  else assert.deepEqual(await directory.setPassword(id, password), { kind: 'done' });
}

function accountIn(found: FoundAccount): Account {
  if (found.kind === 'found') return found.account;
  throw new Error(JSON.stringify(found));
}

/** Stamps of whole seconds must have a chance to differ. */
async function pauseForStamp(): Promise<void> {
  await pause(1100);
}
