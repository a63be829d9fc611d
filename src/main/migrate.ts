import { loadSettings } from '../config/load-settings.ts';
import { type Ledger, openLedger } from '../ledger/ledger.ts';
import { contract } from '../ledger/migrate.ts';
import { describePlace } from '../ledger/place.ts';
import { findProcesses } from '../ledger/processes.ts';
import { findSteps, stepName } from '../ledger/steps.ts';
import { systemClock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { CONFIG_OPTION, assertNoMore, readArguments } from './arguments.ts';
import type { Command, Terminal } from './command.ts';
import { counted } from './counted.ts';
import { EXIT } from './exit-codes.ts';
import { callOff, move, readSource } from './move.ts';
import { recordAs } from './record-as.ts';
import { mayRead } from './role.ts';

const HELP = `jeton migrate: bring the ledger to this version, or to another place

Usage: jeton migrate [--contract] [--config jeton.yaml]
       jeton migrate --from sqlite:PATH [--call-off] [--config jeton.yaml]

Takes the steps that are missing and that add to the ledger, all or none, and names them; programs of older versions go
on working. \`jeton serve\` does the same when it starts. Then it says which steps wait, which ones a newer version has
taken, and who works with the ledger.

--contract  takes the steps that wait as well: they take away what only older versions need. Do this once every process
            runs this version. While an older one may still run it is refused, and afterwards an older one does not
            start any more.
--from      moves the ledger in that file to the place that the settings name, which must be empty: copies all of it,
            compares both sides, and marks the file as moved. The service must be stopped. Killed half-way, it goes on
            where it was when it is run again; until it has come to its end, neither place can be used.
--call-off  takes a move that has not come to its end back: the file is good again, and the new place empty.`;

const OPTIONS = {
  contract: { type: 'boolean', default: false },
  from: { type: 'string' },
  'call-off': { type: 'boolean', default: false },
} as const;

export const migrate: Command = {
  help: HELP,
  async run(args, terminal) {
    const options = { ...CONFIG_OPTION, ...OPTIONS } as const;
    const { values, positionals } = readArguments(args, options);
    assertNoMore(positionals);
    const { from, 'call-off': isCalledOff } = values;
    if (isCalledOff && from === undefined) throw new AppError('USAGE', '--call-off goes with --from');
    if (values.contract && from !== undefined) throw new AppError('USAGE', '--contract does not go with --from');
    const settings = await loadSettings(values.config, terminal.environment);
    if (from !== undefined) return await (isCalledOff ? callOff : move)(readSource(from), settings, terminal);
    await using ledger = await openLedger({ ...settings.ledger, clock: systemClock });
    for (const step of ledger.migrated) terminal.print(`taken: ${step}`);
    const contracted = values.contract ? await contract(ledger, { clock: systemClock }) : [];
    for (const step of contracted) terminal.print(`taken: ${step} (contract)`);
    await printState(ledger, terminal);
    const steps = [...ledger.migrated, ...contracted];
    if (steps.length > 0 && (await mayRead(settings.keysFile)))
      await recordAs(terminal, settings, { kind: 'ledger.migrated', detail: { steps: steps.join(' ') } });
    const taken = counted(ledger.migrated.length + contracted.length, 'step');
    terminal.print(`${describePlace(settings.ledger)}: ${taken} taken, at this version now`);
    return EXIT.done;
  },
};

async function printState({ db }: Ledger, terminal: Terminal): Promise<void> {
  const { contract: waiting, beyond } = await findSteps(db);
  for (const step of waiting) {
    terminal.print(`waits: ${stepName(step)} (contract), for \`jeton migrate --contract\``);
  }
  for (const step of beyond) terminal.print(`taken by a newer version, which this one works beside: ${step}`);
  for (const { id, role, version, knows } of await findProcesses(db, systemClock.now())) {
    terminal.print(`in use by: ${id} (${role}, Jeton ${version}, knows the steps up to ${knows})`);
  }
}
