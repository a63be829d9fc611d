import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { loadSettings } from '../config/load-settings.ts';
import { systemClock } from '../platform/clock.ts';
import { systemRandom } from '../platform/random.ts';
import { CONFIG_OPTION, assertNoMore, readArguments, readListen } from './arguments.ts';
import type { Command } from './command.ts';
import { createLog, readLevel } from './log.ts';
import { assertMayStart } from './programs.ts';
import { ROLE_OPTION, carries, readRole } from './role.ts';
import { startService } from './service.ts';
import { openSystems } from './systems.ts';

const HELP = `jeton serve: run the service

Usage: jeton serve [--role both] [--config jeton.yaml] [--log-level info] [--listen HOST:PORT] [--management HOST:PORT]

--role both     pages and courier in one process.
--role web      pages alone. It holds no key that opens anything: it reads the file that \`jeton keys public\` makes, and
                neither the secrets of the mail relay nor those of the applications.
--role courier  carries deliveries, and listens on \`management\` alone.
Any number of each may run over one ledger. --listen and --management stand for the settings of those names, for several
processes on one machine that share their settings.

Logs go to standard output, one JSON object a line; --log-level is trace, debug, info, warn, error, fatal or silent.
SIGTERM, or Ctrl+C: no new request is taken, those in hand are finished, leases are given back; exit 0 within 10 seconds.
Where that does not succeed in time, or at a second signal, the process ends with exit code 1 and loses nothing either.`;

const OPTIONS = {
  ...CONFIG_OPTION,
  ...ROLE_OPTION,
  'log-level': { type: 'string', default: 'info' },
  listen: { type: 'string' },
  management: { type: 'string' },
} as const;

export const serve: Command = {
  help: HELP,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, OPTIONS);
    assertNoMore(positionals);
    const role = readRole(values.role);
    const level = readLevel(values['log-level']);
    const written = await loadSettings(values.config, terminal.environment, { carries: carries(role) });
    const settings = {
      ...written,
      listen: readListen('--listen', values.listen) ?? written.listen,
      management: readListen('--management', values.management) ?? written.management,
    };
    if (carries(role)) assertMayStart(settings.applications, terminal.startsPrograms);
    const stopping = terminal.holdSignals();
    const log = createLog(level, terminal.loseOutput);
    const settingsHash = hash('sha256', await readFile(values.config), 'hex');
    const logo = settings.logo === undefined ? undefined : await readFile(settings.logo);
    await using systems = await openSystems(settings, role, { clock: systemClock, random: systemRandom });
    await using service = await startService({ settings, role, systems, log, logo, settingsHash });
    return await service.until(stopping);
  },
};
