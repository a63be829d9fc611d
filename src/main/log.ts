import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';

/** Names under which a secret or a clear address might one day be logged by mistake; nothing is logged under them on purpose. */
const NEVER = ['password', 'confirmation', 'token', 'email', 'authorization', 'cookie', 'set-cookie'];

/**
 * Structured logs, one JSON object a line, times in UTC (ISO 8601).
 * @param destination standard output unless said
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const paths = NEVER.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths, censor: '[redacted]' },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
