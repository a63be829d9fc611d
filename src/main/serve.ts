import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { loadSettings } from '../config/load-settings.ts';
import { systemClock } from '../platform/clock.ts';
import { systemRandom } from '../platform/random.ts';
import { CONFIG_OPTION, assertNoMore, readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { createLog } from './log.ts';
import { startService } from './service.ts';
import { openSystems } from './systems.ts';

const HELP = `jeton serve: run the service (pages and courier in one process)

Usage: jeton serve [--config jeton.yaml] [--log-level info]

Logs go to standard output, one JSON object a line. SIGTERM: no new request is taken, those in hand are finished,
leases are given back; exit 0 within 10 seconds.`;

export const serve: Command = {
  name: 'serve',
  summary: 'runs the service',
  help: HELP,
  async run(args, terminal) {
    const options = { ...CONFIG_OPTION, 'log-level': { type: 'string', default: 'info' } } as const;
    const { values, positionals } = readArguments(args, options);
    assertNoMore(positionals);
    const settings = await loadSettings(values.config, terminal.environment);
    const log = createLog(values['log-level']);
    const logo = settings.logo === undefined ? undefined : await readFile(settings.logo);
    await using systems = await openSystems(settings, { clock: systemClock, random: systemRandom });
    const service = await startService({ settings, systems, log, logo });
    if (!terminal.stopping.aborted) await once(terminal.stopping, 'abort');
    await service[Symbol.asyncDispose]();
    return EXIT.done;
  },
};
