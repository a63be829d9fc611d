import { resolve } from 'node:path';
import type { Settings } from '../config/settings.ts';
import { type NewPlace, callOffMove } from '../ledger/move/call-off.ts';
import { moveLedger } from '../ledger/move/move.ts';
import type { MovePlan } from '../ledger/move/sides.ts';
import { type LedgerPlace, type SqlitePlace, describePlace } from '../ledger/place.ts';
import { systemClock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import type { Terminal } from './command.ts';
import { counted } from './counted.ts';
import { EXIT } from './exit-codes.ts';
import { recordAs } from './record-as.ts';
import { mayRead } from './role.ts';

/** Between two lines that tell how far a table is, in rows. */
const TELL_EVERY = 50_000;

/** @param written `sqlite:PATH`. @throws AppError USAGE */
export function readSource(written: string): SqlitePlace {
  const path = /^sqlite:([^:/].*|\/[^/].*)$/s.exec(written)?.[1];
  if (path === undefined) throw new AppError('USAGE', `--from ${written}: write sqlite:PATH`);
  return { engine: 'sqlite', path: resolve(path) };
}

function planOf(from: SqlitePlace, to: LedgerPlace): MovePlan {
  if (to.engine === 'sqlite' && resolve(to.path) === from.path)
    throw new AppError('USAGE', '--from names the ledger that the settings name: say in the settings where it goes');
  return { from, to, clock: systemClock };
}

type MoveSettings = Pick<Settings, 'ledger' | 'keysFile'>;

/** `jeton migrate --from`: everything, compared on both sides; may be stopped and run again. */
export async function move(from: SqlitePlace, settings: MoveSettings, terminal: Terminal): Promise<number> {
  const { ledger: to } = settings;
  const plan = planOf(from, to);
  let told = { table: '', copied: 0 };
  const moved = await moveLedger({
    ...plan,
    onProgress({ table, copied, total }) {
      if (total <= TELL_EVERY || (table === told.table && copied < told.copied + TELL_EVERY)) return;
      told = { table, copied };
      terminal.print(`${table}: ${copied} of ${total}`);
    },
    onVerified: (table, { rows, sum }) => {
      terminal.print(`${table}: ${counted(rows, 'row')}, the same on both sides (${sum.slice(0, 16)})`);
    },
  });
  if (moved && (await mayRead(settings.keysFile)))
    await recordAs(terminal, settings, { kind: 'ledger.moved', detail: { from: from.path } });
  const what = moved ? 'moved; start the service' : 'had been moved before';
  terminal.print(`${from.path} to ${describePlace(to)}: ${what}`);
  return EXIT.done;
}

const AFTER_CALL_OFF: Readonly<Record<NewPlace, (place: string) => string>> = {
  emptied: (place) => `what had arrived in ${place} is gone`,
  untouched: (place) => `nothing had arrived in ${place}`,
  unreachable: (place) => `${place} cannot be reached: drop that database, what may have arrived there cannot be used`,
};

/** `jeton migrate --from --call-off`. */
export async function callOff(from: SqlitePlace, { ledger: to }: MoveSettings, terminal: Terminal): Promise<number> {
  const left = await callOffMove(planOf(from, to));
  terminal.print(`${from.path}: good again; ${AFTER_CALL_OFF[left](describePlace(to))}`);
  return EXIT.done;
}
