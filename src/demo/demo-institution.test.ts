import { NOT_AUDITED, OWN_COLOURS } from '../platform/institution.ts';
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { pino } from 'pino';
import { HOUR, SETTINGS } from '../../tests/support/institution.ts';
import { type MovableClock, createClock } from '../../tests/support/clock.ts';
import { tokenOf } from '../../tests/support/steps.ts';
import { type TempFolder, createTempFolder } from '../../tests/support/temp-folder.ts';
import { applicationCarrier, directoryCarrier, mailCarrier, noticeCarrier } from '../courier/carriers.ts';
import { Courier } from '../courier/courier.ts';
import { buildJourney } from '../journey/journey.ts';
import { LanesInHand } from '../journey/lanes-in-hand.ts';
import type { Journey } from '../journey/outcomes.ts';
import type { JourneyParts } from '../journey/parts.ts';
import { keepDataKey } from '../ledger/data-keys.ts';
import { openLedger } from '../ledger/ledger.ts';
import { createKeys } from '../platform/keys.ts';
import { trailKeysOf } from '../platform/trail-keys.ts';
import { systemRandom } from '../platform/random.ts';
import { buildOpener, buildSealer } from '../platform/seal.ts';
import { Secret } from '../platform/secret.ts';
import { checkPassword } from '../policy/check-password.ts';
import { buildPolicy } from '../policy/profiles.ts';
import { type DemoInstitution, openDemoInstitution } from './demo-institution.ts';
import { FIRST_PASSWORD, PEOPLE } from './people.ts';
import { findIn, sealTo } from '../../tests/support/keys-in-hand.ts';

const ADDRESS = 'camille.martin@exemple.test';
const NUMBER = '28700001';
const NEW = 'Nouveau-Passe-2026';
const SECOND = 1000;
const INSTITUTION = {
  name: 'Université Exemple',
  support: { email: 'assistance@univ.example' },
  privacy: {
    controller: undefined,
    contact: 'dpo@univ.example',
    notice: undefined,
    authority: { name: 'CNIL', url: 'https://www.cnil.fr/fr/plaintes' },
  },
  accessibility: NOT_AUDITED,
  colours: OWN_COLOURS,
  logoPlace: 'right' as const,
  timeZone: 'Europe/Paris',
};

function openDemo(folder: TempFolder, clock: MovableClock): Promise<DemoInstitution> {
  return openDemoInstitution({
    folder: folder.path,
    startUrl: SETTINGS.publicUrl,
    institution: INSTITUTION,
    promiseMs: HOUR,
    clock,
    random: systemRandom,
  });
}

interface Running extends AsyncDisposable {
  readonly clock: MovableClock;
  readonly demo: DemoInstitution;
  readonly journey: Journey;
  readonly courier: Courier;
  /** Carries what is due now. */
  readonly carry: () => Promise<void>;
}

/** The whole product around the sample institution, on a clock that stands until it is moved. */
async function run(folder: TempFolder): Promise<Running> {
  const clock = createClock();
  const demo = await openDemo(folder, clock);
  const keys = await createKeys({ clock, random: systemRandom });
  const trail = trailKeysOf(keys.address, keys.trail);
  const ledger = await openLedger({ engine: 'sqlite', path: folder.file('jeton.db'), clock, trail });
  const { directory, applications, inbox } = demo;
  const parts: JourneyParts = {
    ...{ settings: SETTINGS, ledger, directory, applications, clock, random: systemRandom, owner: 'test' },
    lanes: new LanesInHand(),
    policy: buildPolicy({ profile: 'procedure' }),
    sealer: buildSealer(sealTo(keys), { clock, random: systemRandom, keep: keepDataKey(ledger) }),
    addressKey: keys.address,
  };
  const carriers = [directoryCarrier(parts), mailCarrier(parts, inbox), noticeCarrier(parts)];
  carriers.push(...applications.map((application) => applicationCarrier(parts, application)));
  const courier = new Courier({ parts, opener: buildOpener(findIn(keys)), carriers, log: pino({ level: 'silent' }) });
  return {
    ...{ clock, demo, courier, journey: buildJourney(parts) },
    async carry() {
      for (let round = 0; round < 3; round += 1) {
        await courier.look();
        await courier.settled();
      }
    },
    async [Symbol.asyncDispose]() {
      await courier[Symbol.asyncDispose]();
      await ledger[Symbol.asyncDispose]();
      await demo[Symbol.asyncDispose]();
    },
  };
}

async function reset({ journey, demo, carry }: Running): Promise<void> {
  const client = '192.0.2.1';
  const asked = await journey.requestLink({ address: ADDRESS, client, language: 'fr' });
  assert.equal(asked.kind, 'sent');
  await carry();
  const [mail] = demo.inbox.mails;
  assert.equal(mail?.to, ADDRESS);
  const link = /^https:.*\/jeton\/\S+$/m.exec(mail.text)?.[0] ?? '';
  const [password, confirmation] = [new Secret(NEW), new Secret(NEW)];
  const choice = { token: tokenOf(link), resetId: undefined, position: undefined, language: 'fr', client } as const;
  const chosen = await journey.choosePassword({ ...choice, password, confirmation });
  assert.ok(chosen.kind === 'accepted' && chosen.applied, chosen.kind);
}

/** Which applications a password opens. */
async function opensIn({ applications }: DemoInstitution, password: string): Promise<readonly string[]> {
  const tried = await Promise.all(
    applications.map(async (application) => {
      return (await application.logIn(NUMBER, new Secret(password))) === undefined ? [] : [application.name];
    }),
  );
  return tried.flat();
}

describe('the sample institution', () => {
  test('a reset reaches ENT at once, Moodle after ten seconds and IPWeb after thirty, where the old password then stops', async () => {
    await using folder = await createTempFolder('jeton-demo-');
    await using running = await run(folder);
    const { demo, clock, carry, courier } = running;
    assert.deepEqual(await opensIn(demo, FIRST_PASSWORD), ['ENT', 'Moodle', 'IPWeb']);
    await reset(running);
    await carry();
    const arrivedAt: Record<string, number> = {};
    for (let second = 0; second <= 40; second += 1) {
      const [now, before] = [await opensIn(demo, NEW), await opensIn(demo, FIRST_PASSWORD)];
      assert.deepEqual([...now, ...before].toSorted(), ['ENT', 'IPWeb', 'Moodle'], `after ${second} s`);
      for (const name of now) arrivedAt[name] ??= second;
      assert.ok(courier.health().every(({ breaker }) => breaker === 'closed'));
      clock.advance(SECOND);
      await carry();
    }
    const { ENT, Moodle = 0, IPWeb = 0 } = arrivedAt;
    assert.equal(ENT, 0);
    assert.ok(Moodle >= 10 && Moodle <= 13, `Moodle after ${Moodle} s`);
    assert.ok(IPWeb >= 30 && IPWeb <= 35, `IPWeb after ${IPWeb} s`);
  });

  test('everything is kept in the data folder between runs: passwords, applications, mails', async () => {
    await using folder = await createTempFolder('jeton-demo-');
    {
      await using running = await run(folder);
      await reset(running);
      for (let turn = 0; turn < 40; turn += 1) {
        running.clock.advance(SECOND);
        await running.carry();
      }
    }
    await using again = await openDemo(folder, createClock());
    assert.deepEqual(await opensIn(again, NEW), ['ENT', 'Moodle', 'IPWeb']);
    const found = await again.directory.findByNumber(NUMBER);
    assert.ok(found.kind === 'found');
    assert.deepEqual(await again.directory.verifyPassword(found.account.id, new Secret(NEW)), { kind: 'valid' });
    assert.ok(again.inbox.mails.some(({ to }) => to === 'camille.martin@etu.univ.example'));
    for (const name of ['directory.db', 'ent.json', 'moodle.json', 'ipweb.json', 'inbox.json', 'jeton.db']) {
      assert.ok(!(await readFile(folder.file(name))).includes(NEW), name);
    }
  });

  test('an older password that arrives after a newer one changes nothing', async () => {
    await using folder = await createTempFolder('jeton-demo-');
    await using demo = await openDemo(folder, createClock());
    const [ent] = demo.applications;
    assert.ok(ent);
    const news = { deliveryId: 'd', accountId: 'a', number: NUMBER, login: 'camille.martin' };
    const signal = AbortSignal.timeout(10_000);
    await ent.deliver({ ...news, password: new Secret('Le-Plus-Neuf-2'), chosenAt: 2000 }, signal);
    const late = await ent.deliver({ ...news, password: new Secret('Le-Plus-Vieux-1'), chosenAt: 1000 }, signal);
    assert.deepEqual(late, { kind: 'done' });
    assert.equal(await ent.logIn(NUMBER, new Secret('Le-Plus-Neuf-2')), 'Camille Martin');
    assert.equal(await ent.logIn(NUMBER, new Secret('Le-Plus-Vieux-1')), undefined);
  });

  test('its people are found as they should be: shared and + addresses, none for the closed account', async () => {
    await using folder = await createTempFolder('jeton-demo-');
    await using demo = await openDemo(folder, createClock());
    const numbersAt = async (address: string): Promise<readonly string[]> => {
      const found = await demo.directory.findByAddress(address);
      assert.ok(found.kind === 'found');
      return found.accounts.map(({ number }) => number);
    };
    assert.deepEqual(await numbersAt('famille.nguessan@exemple.test'), ['28700003', '28700004']);
    assert.deepEqual(await numbersAt('zoe.le-goff+fac@exemple.test'), ['28700005']);
    assert.deepEqual(await numbersAt('loic.beranger@exemple.test'), []);
  });

  test('the first password meets the procedure’s policy for everybody', () => {
    const policy = buildPolicy({ profile: 'procedure' });
    for (const person of PEOPLE) {
      const { refusals } = checkPassword({ policy, password: FIRST_PASSWORD, person });
      assert.deepEqual(refusals, [], person.name);
    }
  });

  test('a damaged file is named, and not written over', async () => {
    await using folder = await createTempFolder('jeton-demo-');
    await writeFile(folder.file('moodle.json'), '{"half":');
    await assert.rejects(openDemo(folder, createClock()), /moodle\.json is damaged/);
    assert.equal(await readFile(folder.file('moodle.json'), 'utf8'), '{"half":');
  });
});
