import process from 'node:process';
import { AppError, messageOf } from '../platform/errors.ts';
import { check } from './check.ts';
import type { Command, Terminal } from './command.ts';
import { demo } from './demo.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { importPeople } from './import.ts';
import { keys } from './keys.ts';
import { migrate } from './migrate.ts';
import { serve } from './serve.ts';
import { show } from './show.ts';

const COMMANDS: readonly Command[] = [serve, demo, check, keys, migrate, show, importPeople];

const HELP = `jeton: self-service password reset that keeps its promise

Usage: jeton COMMAND [options]

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join('\n')}

jeton COMMAND --help tells about one of them.
Exit codes: 0 done, 1 failed, 2 command line not understood, 3 settings or keys faulty,
4 ledger not usable, 5 address not free to listen on.`;

function createTerminal(): Terminal {
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort(signal));
  return {
    environment: process.env,
    print: (line) => process.stdout.write(`${line}\n`),
    complain: (line) => process.stderr.write(`${line}\n`),
    stopping: stopping.signal,
  };
}

/** Runs one command line. @returns the exit code */
async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.print(HELP);
    return name === undefined ? EXIT.usage : EXIT.done;
  }
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) {
    terminal.complain(`jeton: there is no command ${name}; jeton --help lists them`);
    return EXIT.usage;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.print(command.help);
    return EXIT.done;
  }
  try {
    return await command.run(rest, terminal);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    terminal.complain(`jeton ${name}: ${messageOf(thrown)}`);
    if (thrown.code === 'USAGE') terminal.complain(`jeton ${name} --help tells what it takes`);
    return exitCodeOf(thrown.code);
  }
}

process.exitCode = await main(process.argv.slice(2), createTerminal());
