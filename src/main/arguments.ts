import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Listen } from '../config/settings.ts';
import { AppError, messageOf } from '../platform/errors.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Every command that needs settings takes them the same way. */
export const CONFIG_OPTION = {
  config: { type: 'string', short: 'c', default: 'jeton.yaml' },
} as const satisfies Options;

/** Reads a command's arguments. @throws AppError USAGE that names what is not understood */
export function readArguments<const O extends Options>(
  args: readonly string[],
  options: O,
): ReturnType<typeof parseArgs<{ args: string[]; options: O; allowPositionals: true; strict: true }>> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    // Node adds a sentence about arguments that start with a dash, which no command takes.
    throw new AppError('USAGE', messageOf(cause).replace(/\. To specify .*$/s, ''), { cause });
  }
}

/** @throws AppError USAGE when there are words that the command has no use for */
export function assertNoMore(positionals: readonly string[]): void {
  if (positionals.length > 0) throw new AppError('USAGE', `not understood: ${positionals.join(' ')}`);
}

const HIGHEST_PORT = 65_535;

/** `127.0.0.1:9091` or `[::1]:9091`. @throws AppError USAGE */
export function readListen(option: string, written: string | undefined): Listen | undefined {
  if (written === undefined) return undefined;
  const [, bracketed, plain, digits = ''] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(written) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host !== undefined && port >= 1 && port <= HIGHEST_PORT) return { host, port };
  throw new AppError('USAGE', `${option} ${written}: write HOST:PORT, such as 127.0.0.1:9091 or [::1]:9091`);
}
