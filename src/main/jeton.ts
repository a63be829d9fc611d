import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { AppError, messageOf } from '../platform/errors.ts';
import type { Command, Terminal } from './command.ts';
import { COMMANDS } from './commands.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { createLog } from './log.ts';
import { createTerminal } from './terminal.ts';
import { readVersion } from './version.ts';

const HELP = `jeton: self-service password reset that keeps its promise

Usage: jeton COMMAND [options]
       jeton --version

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join('\n')}

jeton COMMAND --help tells about one of them.
Exit codes: 0 done, 1 failed, 2 command line not understood, 3 settings or keys faulty,
4 ledger not for this version or process, 5 address not free to listen on, 6 ledger not usable at the moment.`;

const HELP_WORDS = ['--help', '-h', 'help'];

/** Runs one command line. @returns the exit code */
async function main([name, ...rest]: readonly string[], terminal: Terminal): Promise<number> {
  if (name === undefined) {
    terminal.complain(HELP);
    return EXIT.usage;
  }
  if (name === '--version') {
    terminal.print(await readVersion());
    return EXIT.done;
  }
  const isHelp = HELP_WORDS.includes(name);
  const wanted = isHelp ? rest[0] : name;
  if (wanted === undefined) {
    terminal.print(HELP);
    return EXIT.done;
  }
  const listed = COMMANDS.find((each) => each.name === wanted);
  if (listed === undefined) {
    terminal.complain(`jeton: there is no command ${wanted}; jeton --help lists them`);
    return EXIT.usage;
  }
  const command = await listed.load();
  if (!isHelp && !rest.includes('--help') && !rest.includes('-h'))
    return await run(wanted, command, { rest, terminal });
  terminal.print(command.help);
  return EXIT.done;
}

interface CommandLine {
  readonly rest: readonly string[];
  readonly terminal: Terminal;
}

async function run(name: string, command: Command, { rest, terminal }: CommandLine): Promise<number> {
  try {
    return await command.run(rest, terminal);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    const { code } = thrown;
    terminal.complain(`jeton ${name}: ${code}: ${messageOf(thrown)}`);
    if (code === 'USAGE') terminal.complain(`jeton ${name} --help tells what it takes`);
    return exitCodeOf(code);
  }
}

/** A fault that nobody foresaw: the state of the process is not known any more, so it ends. */
function crash(thrown: unknown): void {
  createLog('fatal').fatal({ err: thrown }, 'a fault that nobody caught; the process ends');
  process.exit(EXIT.failure);
}

// V8 lets a heap double before it looks for what is not used any more. Ours is small: by a third is often enough.
setFlagsFromString('--heap-growing-percent=30');
// Whatever a command writes (keys, the ledger, the demo's folder) is its own user's alone.
process.umask(0o077);
process.on('uncaughtException', crash);
main(process.argv.slice(2), createTerminal()).then((code) => {
  // What a server of others keeps open must not keep a command that is done.
  process.stdout.write('', () => process.exit(code));
}, crash);
