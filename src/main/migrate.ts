import { loadSettings } from '../config/load-settings.ts';
import { openLedger } from '../ledger/ledger.ts';
import { describePlace } from '../ledger/place.ts';
import { systemClock } from '../platform/clock.ts';
import { CONFIG_OPTION, assertNoMore, readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { counted } from './counted.ts';
import { EXIT } from './exit-codes.ts';

const HELP = `jeton migrate: bring the ledger to this version

Usage: jeton migrate [--config jeton.yaml]

Takes the steps that are missing, all or none, and names them. \`jeton serve\` does the same when it starts.
A ledger made by a newer version is left as it is, and the command says so.`;

export const migrate: Command = {
  name: 'migrate',
  summary: 'brings the ledger to this version',
  help: HELP,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, CONFIG_OPTION);
    assertNoMore(positionals);
    const settings = await loadSettings(values.config, terminal.environment);
    await using ledger = await openLedger({ ...settings.ledger, clock: systemClock });
    for (const step of ledger.migrated) terminal.print(`taken: ${step}`);
    terminal.print(
      `${describePlace(settings.ledger)}: ${counted(ledger.migrated.length, 'step')} taken, at this version now`,
    );
    return EXIT.done;
  },
};
