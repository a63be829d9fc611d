import { readFile } from 'node:fs/promises';
import { loadSettings } from '../config/load-settings.ts';
import { systemClock } from '../platform/clock.ts';
import { systemRandom } from '../platform/random.ts';
import { CONFIG_OPTION, assertNoMore, readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { createLog, readLevel } from './log.ts';
import { startService } from './service.ts';
import { openSystems } from './systems.ts';

const HELP = `jeton serve: run the service (pages and courier in one process)

Usage: jeton serve [--config jeton.yaml] [--log-level info]

Logs go to standard output, one JSON object a line; --log-level is trace, debug, info, warn, error, fatal or silent.
SIGTERM, or Ctrl+C: no new request is taken, those in hand are finished, leases are given back; exit 0 within 10 seconds.
Where that does not succeed in time, or at a second signal, the process ends with exit code 1 and loses nothing either.`;

export const serve: Command = {
  name: 'serve',
  summary: 'runs the service',
  help: HELP,
  async run(args, terminal) {
    const options = { ...CONFIG_OPTION, 'log-level': { type: 'string', default: 'info' } } as const;
    const { values, positionals } = readArguments(args, options);
    assertNoMore(positionals);
    const level = readLevel(values['log-level']);
    const settings = await loadSettings(values.config, terminal.environment);
    const stopping = terminal.holdSignals();
    const log = createLog(level, terminal.loseOutput);
    const logo = settings.logo === undefined ? undefined : await readFile(settings.logo);
    await using systems = await openSystems(settings, { clock: systemClock, random: systemRandom });
    await using service = await startService({ settings, systems, log, logo });
    return await service.until(stopping);
  },
};
