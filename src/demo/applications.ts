import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import { Secret } from '../platform/secret.ts';
import type { Application, Carried, PasswordNews } from '../systems/application.ts';
import type { CheckLine } from '../systems/directory.ts';
import { hashPassword, matchesHash } from '../systems/embedded-password.ts';
import { type Kept, openKept } from './kept.ts';
import { type DemoPerson, FIRST_PASSWORD } from './people.ts';

/** One of the sample applications, as its pages and the overview name it. */
export interface DemoApplicationFacts {
  readonly name: string;
  /** Its place under `/demo/`, and the name of its look. */
  readonly slug: 'ent' | 'moodle' | 'ipweb';
  /** What it is, in French. */
  readonly title: string;
  /** How long it takes for a new password, in milliseconds. */
  readonly delayMs: number;
}

const APPLICATIONS: readonly DemoApplicationFacts[] = [
  { name: 'ENT', slug: 'ent', title: 'Espace numérique de travail', delayMs: 0 },
  { name: 'Moodle', slug: 'moodle', title: 'Cours en ligne', delayMs: 10_000 },
  { name: 'IPWeb', slug: 'ipweb', title: 'Inscriptions pédagogiques', delayMs: 30_000 },
];

const accounts = z.record(z.string(), z.object({ name: z.string(), hash: z.string(), chosenAt: z.number() }));
/** By student number. */
type Accounts = z.infer<typeof accounts>;

export interface DemoApplicationTools {
  readonly clock: Clock;
  readonly random: Random;
}

/** A sample application: its own accounts, its own hashes, its own pace, and a login page. */
export class DemoApplication implements Application {
  readonly facts: DemoApplicationFacts;
  readonly name: string;
  readonly carries = 'password';
  readonly #kept: Kept<Accounts>;
  readonly #tools: DemoApplicationTools;

  constructor(facts: DemoApplicationFacts, kept: Kept<Accounts>, tools: DemoApplicationTools) {
    this.facts = facts;
    this.name = facts.name;
    this.#kept = kept;
    this.#tools = tools;
  }

  /**
   * Until its time has come it answers `waiting`, as a system that takes passwords over in the background does: the
   * courier asks again by and by, and holds nothing against it.
   */
  async deliver({ number, login, password, chosenAt }: PasswordNews, signal: AbortSignal): Promise<Carried> {
    const { clock, random } = this.#tools;
    if (password === undefined) {
      return { kind: 'refused', reason: 'other', detail: `${this.name} was handed no password` };
    }
    if (clock.now() < chosenAt + this.facts.delayMs) {
      return { kind: 'waiting', detail: `${this.name} takes a new password over after ${this.facts.delayMs / 1000} s` };
    }
    const hash = await hashPassword(password, random);
    signal.throwIfAborted();
    await this.#kept.change((all) => {
      const account = this.#find(number);
      // The last password chosen wins, whatever the order of arrival.
      if (account !== undefined && account.chosenAt > chosenAt) return all;
      return { ...all, [number]: { name: account?.name ?? login, hash, chosenAt } };
    });
    return { kind: 'done' };
  }

  /** The name of the person whose number and password these are. */
  async logIn(number: string, password: Secret): Promise<string | undefined> {
    const account = this.#find(number);
    return account !== undefined && (await matchesHash(account.hash, password)) ? account.name : undefined;
  }

  async check(): Promise<readonly CheckLine[]> {
    return await Promise.resolve([{ level: 'ok', what: `${this.name} is a sample application` }]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Every change is on the disk before it is acknowledged.
    await Promise.resolve();
  }

  #find(number: string): Accounts[string] | undefined {
    return Object.hasOwn(this.#kept.value, number) ? this.#kept.value[number] : undefined;
  }
}

export interface OpenDemoApplications extends DemoApplicationTools {
  /** Where they keep their accounts between runs; undefined: in memory alone. */
  readonly folder: string | undefined;
  readonly people: readonly DemoPerson[];
}

/** The three sample applications. Before any reset, the first password opens them all. */
export async function openDemoApplications(options: OpenDemoApplications): Promise<readonly DemoApplication[]> {
  const { folder, people, clock, random } = options;
  let first: Promise<Accounts> | undefined;
  const initial = (): Promise<Accounts> => (first ??= firstAccounts(people, random));
  return await Promise.all(
    APPLICATIONS.map(async (facts) => {
      const file = folder === undefined ? undefined : join(folder, `${facts.slug}.json`);
      return new DemoApplication(facts, await openKept({ file, format: accounts, initial }), { clock, random });
    }),
  );
}

/** Made once for the three of them: hashing is what takes time when the demo starts. */
async function firstAccounts(people: readonly DemoPerson[], random: Random): Promise<Accounts> {
  const password = new Secret(FIRST_PASSWORD);
  const entries = people
    .filter(({ closed }) => !closed)
    .map(async ({ number, name }) => {
      const hash = await hashPassword(password, random);
      return [number, { name, hash, chosenAt: 0 }] as const;
    });
  return Object.fromEntries(await Promise.all(entries));
}
