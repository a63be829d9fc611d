import { type Logger, pino } from 'pino';
import { AppError } from '../platform/errors.ts';
import { conceal } from './conceal.ts';
import { logTime } from './log-time.ts';
import { loggedError } from '../web/log.ts';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const STANDARD_OUTPUT = 1;

/** @throws AppError USAGE that lists the levels there are */
export function readLevel(text: string): string {
  if (LEVELS.includes(text)) return text;
  throw new AppError('USAGE', `--log-level ${text}: the levels are ${LEVELS.join(', ')}`);
}

/**
 * Structured logs on standard output, one JSON object a line, times in UTC (ISO 8601).
 * @param onLost called once nobody reads standard output any more
 */
export function createLog(level: string, onLost: () => void = () => undefined): Logger {
  // Each line is written before the call returns: the last one before an end is the one that counts.
  const destination = pino.destination({ fd: STANDARD_OUTPUT, sync: true });
  // A full disk under a log that goes to a file loses lines; the service goes on.
  destination.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') onLost();
  });
  const options = {
    level,
    base: null,
    timestamp: logTime(),
    serializers: { err: (thrown: unknown) => loggedError(thrown) },
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (entry: Record<string, unknown>) => conceal(entry),
      bindings: (entry: Record<string, unknown>) => conceal(entry),
    },
  };
  return pino(options, destination);
}
