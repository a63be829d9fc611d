import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../src/platform/clock.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { Secret } from '../../src/platform/secret.ts';
import { openEmbeddedDirectory } from '../../src/systems/embedded-directory.ts';
import { type Installation, runJeton } from './jeton.ts';
import { personAtWeb } from './person-at-web.ts';
import { type TestRelay, linkIn } from './smtp.ts';
import { until } from './until.ts';

/** Somebody of a crowd: a login of their own, and one address. */
export interface Member {
  readonly number: string;
  readonly login: string;
  readonly address: string;
}

/** A password whose acceptance somebody has seen. */
export interface Kept extends Member {
  readonly password: string;
}

export interface CrowdOptions {
  readonly installation: Installation;
  readonly relay: TestRelay;
  readonly members: readonly Member[];
  /** How many are on their way at once. */
  readonly atOnce: number;
  /** Where the next request goes to. */
  readonly origin: () => string;
}

/** People who walk the procedure one after the other, some at once, until they are told to stop. */
export interface Crowd {
  /** Whose password was accepted so far. */
  readonly kept: readonly Kept[];
  /** Waits for so many more to get through. */
  more(count: number): Promise<void>;
  /** Nobody sets off any more; waits for those on their way. */
  stop(): Promise<void>;
}

/** How long one step of a journey may take on a busy machine, in milliseconds. */
const PATIENCE_MS = 60_000;

export function membersOf(count: number): readonly Member[] {
  return Array.from({ length: count }, (_each, index) => {
    const number = String(28_800_001 + index);
    return { number, login: `u${number}`, address: `person.${number}@exemple.test` };
  });
}

/** Puts them into the embedded directory of an installation. */
export async function importMembers({ folder, config }: Installation, members: readonly Member[]): Promise<void> {
  const rows = members.map(({ number, login, address }) => `${number},${login},Camille ${login},${address}\n`);
  const file = join(folder, 'crowd.csv');
  await writeFile(file, `number,login,name,addresses\n${rows.join('')}`);
  const { code, stderr } = await runJeton(['import', file, '--config', config]);
  assert.equal(code, 0, stderr);
}

/** Looks into the embedded directory: every password that was accepted opens its account. */
export async function assertPasswordsOpen({ folder }: Installation, kept: readonly Kept[]): Promise<void> {
  const tools = { clock: systemClock, random: systemRandom };
  const settings = { type: 'embedded', file: join(folder, 'data/directory.db') } as const;
  await using directory = await openEmbeddedDirectory(settings, tools);
  for (const { number, login, password } of kept) {
    const found = await directory.findByNumber(number);
    assert.ok(found.kind === 'found', login);
    const opens = await directory.verifyPassword(found.account.id, new Secret(password));
    assert.equal(opens.kind, 'valid', `${login}: the password does not open the account`);
  }
}

export function startCrowd(options: CrowdOptions): Crowd {
  const { members, atOnce } = options;
  const left = [...members];
  const kept: Kept[] = [];
  const stopping = new AbortController();
  const faults: unknown[] = [];
  const walkOn = async (): Promise<void> => {
    for (;;) {
      const member = left.shift();
      if (member === undefined || stopping.signal.aborted || faults.length > 0) return;
      kept.push(await walk(member, options));
    }
  };
  const walking = Promise.all(
    Array.from({ length: atOnce }, () => walkOn().catch((thrown: unknown) => faults.push(thrown))),
  );
  const look = (wanted: number) => (kept.length >= wanted || faults.length > 0 ? true : undefined);
  return {
    kept,
    async more(count) {
      const wanted = kept.length + count;
      const missing = () => `${wanted - kept.length} people have not got through`;
      await until(() => look(wanted), { missing, patienceMs: PATIENCE_MS * 5 });
      if (faults.length > 0) throw new AggregateError(faults, 'somebody did not get through');
    },
    async stop() {
      stopping.abort();
      await walking;
      if (faults.length > 0) throw new AggregateError(faults, 'somebody did not get through');
      assert.ok(left.length > 0, 'the load went on to the end');
    },
  };
}

async function walk(member: Member, { installation, relay, origin }: CrowdOptions): Promise<Kept> {
  const person = personAtWeb(installation, origin);
  const sent = await person.request(member.address);
  assert.equal(sent.status, 200, sent.body);
  const mail = await relay.waitForMail(member.address, PATIENCE_MS);
  const shown = await person.open(linkIn(mail, installation.publicUrl));
  const password = `Passe-${member.login}`;
  const chosen = await person.choose(shown, password);
  assert.equal(chosen.status, 303, chosen.body);
  return { ...member, password };
}
