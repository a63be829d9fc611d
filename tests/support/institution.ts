import { pino } from 'pino';
import { applicationCarrier, directoryCarrier, mailCarrier, noticeCarrier } from '../../src/courier/carriers.ts';
import { Courier } from '../../src/courier/courier.ts';
import { buildJourney } from '../../src/journey/journey.ts';
import type { Journey } from '../../src/journey/outcomes.ts';
import type { JourneyParts, JourneySettings } from '../../src/journey/parts.ts';
import { type Ledger, openLedger } from '../../src/ledger/ledger.ts';
import { type Keys, createKeys } from '../../src/platform/keys.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { buildOpener, buildSealer } from '../../src/platform/seal.ts';
import { buildPolicy } from '../../src/policy/profiles.ts';
import { type MovableClock, createClock } from './clock.ts';
import { MemoryApplication } from './memory-application.ts';
import { MemoryDirectory } from './memory-directory.ts';
import { MemoryMailer } from './memory-mailer.ts';
import { type TempFolder, createTempFolder } from './temp-folder.ts';

export const HOUR = 3_600_000;

/** A small institution: the real ledger, journey, seal and courier around back-ends that a test can break. */
export interface Institution extends AsyncDisposable {
  readonly clock: MovableClock;
  readonly directory: MemoryDirectory;
  readonly mailer: MemoryMailer;
  readonly moodle: MemoryApplication;
  readonly ipweb: MemoryApplication;
  readonly ledger: Ledger;
  readonly ledgerFile: string;
  readonly keys: Keys;
  readonly parts: JourneyParts;
  readonly journey: Journey;
  readonly courier: Courier;
  /** Lets the courier work until nothing is due at this instant. */
  drain(): Promise<void>;
}

export const SETTINGS: JourneySettings = {
  publicUrl: new URL('https://www-atu.univ.example/creation-motdepasse/'),
  lifetimeMs: 12 * HOUR,
  promiseMs: HOUR,
  unknownAddress: 'tell',
  limits: {
    mailsPerAccount: { count: 5, windowMs: HOUR },
    requestsPerClient: { count: 30, windowMs: 600_000 },
    unknownPerClient: { count: 10, windowMs: HOUR },
    unknownOverall: { count: 1000, windowMs: HOUR },
    mailsOverall: { count: 20_000, windowMs: HOUR },
  },
  defaultLanguage: 'fr',
};

const ROUNDS = 20;

async function open(folder: TempFolder, settings: Partial<JourneySettings>): Promise<Institution> {
  const clock = createClock();
  const ledgerFile = folder.file('jeton.db');
  const ledger = await openLedger({ engine: 'sqlite', path: ledgerFile, clock });
  const keys = await createKeys({ clock, random: systemRandom });
  const directory = new MemoryDirectory();
  const mailer = new MemoryMailer();
  const [moodle, ipweb] = [new MemoryApplication('Moodle'), new MemoryApplication('IPWeb', 'announcement')];
  const parts: JourneyParts = {
    settings: { ...SETTINGS, ...settings },
    ledger,
    directory,
    applications: [moodle, ipweb],
    policy: buildPolicy({ profile: 'procedure' }),
    sealer: buildSealer(keys.seal[0], { clock, random: systemRandom }),
    addressKey: keys.address,
    clock,
    random: systemRandom,
    owner: 'test',
  };
  const carriers = [directoryCarrier(parts), mailCarrier(parts, mailer), noticeCarrier(parts)];
  for (const application of [moodle, ipweb]) carriers.push(applicationCarrier(parts, application));
  const courier = new Courier({ parts, opener: buildOpener(keys.seal), carriers, log: pino({ level: 'silent' }) });
  return {
    ...{ clock, directory, mailer, moodle, ipweb, ledger, ledgerFile, keys, parts, courier },
    journey: buildJourney(parts),
    async drain() {
      for (let round = 0; round < ROUNDS; round += 1) {
        await courier.look();
        await courier.settled();
      }
    },
    async [Symbol.asyncDispose]() {
      await courier[Symbol.asyncDispose]();
      await ledger[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

export async function startInstitution(settings: Partial<JourneySettings> = {}): Promise<Institution> {
  return await open(await createTempFolder('jeton-institution-'), settings);
}
