import { pino } from 'pino';
import {
  applicationCarrier,
  directoryCarrier,
  lookupCarrier,
  mailCarrier,
  noticeCarrier,
} from '../../src/courier/carriers.ts';
import type { Carrier } from '../../src/courier/carrier.ts';
import { Courier } from '../../src/courier/courier.ts';
import { buildJourney } from '../../src/journey/journey.ts';
import { LanesInHand } from '../../src/journey/lanes-in-hand.ts';
import type { Journey } from '../../src/journey/outcomes.ts';
import type { JourneyParts, JourneySettings } from '../../src/journey/parts.ts';
import { keepDataKey } from '../../src/ledger/data-keys.ts';
import { type Ledger, openLedger } from '../../src/ledger/ledger.ts';
import type { LedgerPlace } from '../../src/ledger/place.ts';
import { MIGRATIONS, type Migration } from '../../src/ledger/migrations/index.ts';
import { type Keys, createKeys } from '../../src/platform/keys.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { trailKeysOf } from '../../src/platform/trail-keys.ts';
import { buildOpener, buildSealer } from '../../src/platform/seal.ts';
import { buildPolicy } from '../../src/policy/profiles.ts';
import { type MovableClock, createClock } from './clock.ts';
import { type LedgerRoom, createRoom } from './engines.ts';
import { MemoryApplication } from './memory-application.ts';
import { MemoryDirectory } from './memory-directory.ts';
import { MemoryMailer } from './memory-mailer.ts';
import { type Life, mortal, mortalLedger } from './mortal.ts';
import { findIn, sealTo } from './keys-in-hand.ts';

export const HOUR = 3_600_000;

/** A small institution: the real ledger, journey, seal and courier around back-ends that a test can break. */
export interface Institution extends AsyncDisposable {
  readonly clock: MovableClock;
  readonly directory: MemoryDirectory;
  readonly mailer: MemoryMailer;
  readonly moodle: MemoryApplication;
  readonly ipweb: MemoryApplication;
  readonly ledger: Ledger;
  readonly place: LedgerPlace;
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
    passwordsPerLink: { count: 30, windowMs: 600_000 },
    unknownPerClient: { count: 10, windowMs: HOUR },
    unknownOverall: { count: 1000, windowMs: HOUR },
    mailsOverall: { count: 20_000, windowMs: HOUR },
  },
  defaultLanguage: 'fr',
  offeredLanguages: ['fr', 'en'],
};

const ROUNDS = 20;

/** One process of the service: its own handle on the ledger, its own courier. Several share the rest. */
export interface ServiceProcess extends AsyncDisposable {
  readonly ledger: Ledger;
  readonly parts: JourneyParts;
  readonly journey: Journey;
  readonly courier: Courier;
  readonly carriers: readonly Carrier[];
}

/** What processes of one institution have in common. */
export type Surroundings = Pick<Institution, 'clock' | 'directory' | 'mailer' | 'moodle' | 'ipweb' | 'place' | 'keys'>;

export interface ProcessOptions {
  readonly owner: string;
  readonly settings?: Partial<JourneySettings>;
  readonly life?: Life;
  /** The steps that its version knows; those of this version unless said. */
  readonly migrations?: readonly Migration[];
}

/** Starts a process under its own name, as a second machine or a restart does. */
export async function startProcess(
  { clock, directory, mailer, moodle, ipweb, place, keys }: Surroundings,
  { owner, settings = {}, life, migrations = MIGRATIONS }: ProcessOptions,
): Promise<ServiceProcess> {
  const trail = trailKeysOf(keys.address, keys.trail);
  const opened = await openLedger({ ...place, clock, migrations, trail });
  const ledger = life === undefined ? opened : mortalLedger(opened, life, { clock, trail });
  const lives = <T extends object>(part: T): T => (life === undefined ? part : mortal(part, life));
  const parts: JourneyParts = {
    settings: { ...SETTINGS, ...settings },
    ledger,
    directory: lives(directory),
    applications: [moodle, ipweb],
    policy: buildPolicy({ profile: 'procedure' }),
    sealer: buildSealer(sealTo(keys), { clock, random: systemRandom, keep: keepDataKey(ledger) }),
    addressKey: keys.address,
    clock,
    random: systemRandom,
    lanes: new LanesInHand(),
    owner,
  };
  const carriers = [directoryCarrier(parts), mailCarrier(parts, lives(mailer)), noticeCarrier(parts)];
  carriers.push(lookupCarrier(parts));
  for (const application of [moodle, ipweb]) carriers.push(applicationCarrier(parts, lives(application)));
  const courier = new Courier({ parts, opener: buildOpener(findIn(keys)), carriers, log: pino({ level: 'silent' }) });
  return {
    ...{ ledger, parts, courier, carriers },
    journey: buildJourney({ ...parts, handOver: courier }),
    async [Symbol.asyncDispose]() {
      await courier[Symbol.asyncDispose]();
      await opened[Symbol.asyncDispose]();
    },
  };
}

/** Lets a courier work until nothing is due at this instant. */
export async function drain(courier: Courier): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    await courier.look();
    await courier.settled();
  }
}

async function open(room: LedgerRoom, settings: Partial<JourneySettings>): Promise<Institution> {
  const clock = createClock();
  const surroundings: Surroundings = {
    clock,
    place: room.place,
    keys: await createKeys({ clock, random: systemRandom }),
    directory: new MemoryDirectory(),
    mailer: new MemoryMailer(),
    moodle: new MemoryApplication('Moodle'),
    ipweb: new MemoryApplication('IPWeb', 'announcement'),
  };
  const process = await startProcess(surroundings, { owner: 'test', settings });
  return {
    ...surroundings,
    ...process,
    drain: () => drain(process.courier),
    async [Symbol.asyncDispose]() {
      await process[Symbol.asyncDispose]();
      await room[Symbol.asyncDispose]();
    },
  };
}

export async function startInstitution(settings: Partial<JourneySettings> = {}): Promise<Institution> {
  return await open(await createRoom(), settings);
}
