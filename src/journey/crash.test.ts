import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { countDeliveries } from '../ledger/deliveries.ts';
import {
  type Institution,
  type ServiceProcess,
  drain,
  startInstitution,
  startProcess,
} from '../../tests/support/institution.ts';
import { currentEngine } from '../../tests/support/engines.ts';
import { Life } from '../../tests/support/mortal.ts';
import { GOOD, choose, requestToken } from '../../tests/support/steps.ts';

const ADDRESS = 'camille@courriel.test';
const ID = 'id-28700001';
/** Refused by the directory, in the scene that has one. */
const NEWER = 'Plus-Recent-2026';
const MINUTE = 60_000;
/** More steps than any of these scenarios has. */
const BOUND = 1000;

/** Lets another process find what a dead one left, until every lease has ended and every retry has come round. */
async function recover(institution: Institution): Promise<void> {
  institution.directory.down = false;
  for (let minute = 0; minute < 6; minute += 1) {
    institution.clock.advance(MINUTE);
    await institution.drain();
  }
}

/** What was accepted is everywhere, what was not is nowhere, and nothing is left behind. */
async function assertWhole({ ledger, directory, moodle, ipweb, mailer }: Institution, at: string): Promise<boolean> {
  const { state } = await ledger.db.selectFrom('reset').select('state').executeTakeFirstOrThrow();
  const accepted = state === 'used';
  assert.ok(accepted || state === 'open', `${at}: the link is ${state}`);
  assert.equal(directory.people.get(ID)?.password, accepted ? GOOD : 'Ancien-Passe-1', at);
  assert.equal(moodle.password, accepted ? GOOD : undefined, at);
  assert.equal(ipweb.news.length > 0, accepted, at);
  assert.equal(mailer.of('changed').length > 0, accepted, at);
  assert.equal(mailer.of('refused-later').length + mailer.of('late').length, 0, at);
  const { sealed, states } = await countDeliveries(ledger.db);
  assert.equal(sealed, 0, `${at}: sealed contents are left`);
  assert.deepEqual([...new Set(states.map((each) => each.state))], ['done'], at);
  return accepted;
}

/** The older password is everywhere; the newer one was accepted and refused, of which the person was told, or never was. */
async function assertOlderKept({ ledger, directory, moodle, mailer }: Institution, at: string): Promise<boolean> {
  const newer = await ledger.db.selectFrom('event').select('id').where('kind', '=', 'password.refused-later').execute();
  const parked = await ledger.db.selectFrom('event').select('id').where('kind', '=', 'delivery.parked').execute();
  const accepted = newer.length > 0;
  assert.equal(parked.length > 0, accepted, at);
  assert.equal(directory.people.get(ID)?.password, GOOD, at);
  assert.equal(moodle.password, GOOD, at);
  assert.equal(mailer.of('refused-later').length > 0, accepted, at);
  assert.ok(mailer.of('changed').length > 0, at);
  assert.equal((await countDeliveries(ledger.db)).sealed, 0, `${at}: sealed contents are left`);
  return accepted;
}

/** On PostgreSQL, where every step takes longer, every fifth of them. */
const STRIDE = currentEngine() === 'sqlite' ? 1 : 5;

/** Some deaths come before the password is accepted, and some after it. */
function assertSome({ accepted, played }: { accepted: number; played: number }): void {
  assert.ok(accepted > played / 10 && accepted < played, `${accepted} accepted of ${played}`);
}

type Scene = (institution: Institution, mortal: ServiceProcess, token: string) => Promise<unknown>;

/** Plays a scene in which the process dies at its first step, at its second (or `stride` later), and so on until it lives to the end. */
async function playWithEveryDeath(
  scene: Scene,
  { judge = assertWhole, stride = 1 }: { judge?: typeof assertWhole; stride?: number } = {},
): Promise<{ deaths: number; accepted: number; played: number }> {
  for (let step = 1, accepted = 0, played = 1; step < BOUND; step += stride * STRIDE, played += 1) {
    await using institution = await startInstitution();
    institution.directory.add('28700001', [ADDRESS]);
    const token = await requestToken(institution, ADDRESS);
    const life = new Life(step);
    {
      await using process = await startProcess(institution, { owner: 'mortal', life });
      await scene(institution, process, token).catch(() => undefined);
    }
    await recover(institution);
    if (await judge(institution, `step ${step}`)) accepted += 1;
    if (!life.isOver) return { deaths: step - 1, accepted, played };
  }
  throw new Error('the scene does not end');
}

describe('a process that dies at any step', () => {
  test('of choosing a password loses none that was accepted and sets none that was not', async () => {
    const played = await playWithEveryDeath((_institution, process, token) => choose(process, token));
    assert.ok(played.deaths > 20, `${played.deaths} deaths`);
    assertSome(played);
  });

  test('of carrying passwords, notices and mails leaves them for the next courier', async () => {
    const played = await playWithEveryDeath(async ({ directory, clock, journey }, { courier }, token) => {
      directory.down = true;
      await choose({ journey }, token);
      directory.down = false;
      clock.advance(MINUTE);
      await drain(courier);
    });
    assert.ok(played.deaths > 50, `${played.deaths} deaths`);
  });

  test('of parking a password for a newer one that is refused then loses neither, and tells the person of the newer', async () => {
    const scene: Scene = async (institution, { journey, courier }, token) => {
      const { directory, clock } = institution;
      directory.refused.set(NEWER, 'quality');
      directory.down = true;
      await choose(institution, token);
      directory.down = false;
      const newer = await requestToken(institution, ADDRESS);
      directory.down = true;
      await choose({ journey }, newer, { password: NEWER });
      directory.down = false;
      clock.advance(MINUTE);
      await drain(courier);
    };
    const played = await playWithEveryDeath(scene, { judge: assertOlderKept, stride: 7 });
    assertSome(played);
  });
});
