import type { Settings } from '../config/settings.ts';
import { findSealKeysInUse } from '../ledger/data-keys.ts';
import { countDeliveries } from '../ledger/deliveries.ts';
import { type Ledger, openLedger } from '../ledger/ledger.ts';
import { describePlace } from '../ledger/place.ts';
import { readServerTime } from '../ledger/server-time.ts';
import { findSteps, stepName } from '../ledger/steps.ts';
import { systemClock } from '../platform/clock.ts';
import { AppError, messageOf } from '../platform/errors.ts';
import { type Keys, readKeys } from '../platform/keys.ts';
import { judgeClock } from '../systems/clock-line.ts';
import type { CheckLine } from '../systems/directory.ts';
import { checkOwner } from './check-keys.ts';
import { counted } from './counted.ts';
import { type Role, carries } from './role.ts';

/** The ledger: opened, brought to this version, written to; and the keys for what is under way in it. */
export async function checkLedger(
  { ledger, keysFile }: Pick<Settings, 'ledger' | 'keysFile'>,
  role: Role,
): Promise<readonly CheckLine[]> {
  const place = describePlace(ledger);
  try {
    await using opened = await openLedger({ ...ledger, clock: systemClock });
    await tryWriting(opened);
    const steps = opened.migrated.length;
    const what = `${place}: read and written${steps > 0 ? `, ${counted(steps, 'migration')} taken` : ''}`;
    return [
      { level: 'ok', what },
      ...(await describeSteps(opened)),
      await countUnderWay(opened),
      ...(ledger.engine === 'sqlite' ? await checkOwner(ledger.path) : [await compareClocks(opened)]),
      ...(carries(role) ? await checkKeysInUse(opened, keysFile) : []),
    ];
  } catch (thrown) {
    return [failureOf(thrown, ledger.engine)];
  }
}

function failureOf(thrown: unknown, engine: keyof typeof MEND): CheckLine {
  const what = messageOf(thrown);
  if (!(thrown instanceof AppError)) return { level: 'failure', what, mend: MEND[engine] };
  // Where it has moved to, and what to do, the fault says itself.
  if (thrown.code === 'LEDGER_MOVED') return { level: 'failure', what };
  return { level: 'failure', what, mend: thrown.code === 'LEDGER_NEWER' ? MEND.newer : MEND[engine] };
}

const MEND = {
  newer: 'run the version that made it, or restore the ledger that was saved before the upgrade',
  sqlite: 'the folder must exist, with free space, and the user that runs Jeton must be allowed to write in it',
  postgres: 'one of the servers must take writes, know the user and the database, and let the user make tables in it',
} as const;

/** A full disk shows itself only to whoever commits. */
async function tryWriting(ledger: Ledger): Promise<void> {
  const trial = { version: 0, name: 'check', applied_at: systemClock.now() };
  await ledger.transaction(async ({ db }) => {
    await db.insertInto('migration').values(trial).execute();
    await db.deleteFrom('migration').where('version', '=', trial.version).execute();
  });
}

/** Leases and deadlines are told by the clocks of Jeton's machines; the database's is what all of them have in common. */
async function compareClocks({ db }: Ledger): Promise<CheckLine> {
  const asked = systemClock.now();
  const theirs = await readServerTime(db);
  return judgeClock('the database', theirs - (asked + systemClock.now()) / 2);
}

/** What waits for older versions to be gone, and what a newer one has added. */
async function describeSteps({ db }: Ledger): Promise<readonly CheckLine[]> {
  const { contract, beyond } = await findSteps(db);
  const waiting = contract.map(stepName).join(', ');
  const waits = `${waiting}: for \`jeton migrate --contract\`, once every process runs this version`;
  const lines = [
    ...(contract.length === 0 ? [] : [waits]),
    ...(beyond.length === 0 ? [] : [`a newer version has added ${beyond.join(', ')}; this one works beside it`]),
  ];
  return lines.map((what) => ({ level: 'ok', what }));
}

/** Contents lie sealed only as long as their deliveries are under way. */
async function countUnderWay({ db }: Ledger): Promise<CheckLine> {
  const { states, sealed } = await countDeliveries(db);
  const underWay = states.filter(({ state }) => state === 'held' || state === 'due');
  const deliveries = underWay.reduce((sum, { count }) => sum + count, 0);
  return {
    level: 'ok',
    what: `${counted(sealed, 'sealed content')}, ${counted(deliveries, 'delivery', 'deliveries')} under way`,
  };
}

async function checkKeysInUse(ledger: Ledger, keysFile: string): Promise<readonly CheckLine[]> {
  const keys = await readKeys(keysFile).catch(() => undefined);
  const missing = keys === undefined ? [] : await findMissing(ledger, keys);
  if (missing.length === 0) return [];
  const what = `it holds what was sealed with keys that ${keysFile} does not have: ${missing.join(', ')}`;
  const mend = 'restore the keys file that has them; without them people under way have to ask for a new link';
  return [{ level: 'warning', what, mend }];
}

async function findMissing(ledger: Ledger, keys: Keys): Promise<readonly string[]> {
  const inUse = await findSealKeysInUse(ledger.db);
  return [...inUse].filter((id) => !keys.seal.some((key) => key.id === id)).sort();
}
