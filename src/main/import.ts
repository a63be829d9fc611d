import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { loadSettings } from '../config/load-settings.ts';
import { systemClock } from '../platform/clock.ts';
import { AppError, messageOf } from '../platform/errors.ts';
import { systemRandom } from '../platform/random.ts';
import { openEmbeddedDirectory } from '../systems/embedded-directory.ts';
import { CONFIG_OPTION, readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { counted } from './counted.ts';
import { EXIT } from './exit-codes.ts';
import { recordAs } from './record-as.ts';

const HELP = `jeton import: read people into the embedded directory

Usage: jeton import PEOPLE.csv [--config jeton.yaml]

The first line names the columns: number, login, name, addresses, notify, language, state, password. Several addresses
are separated by semicolons; state is active or disabled; a password is stored hashed. People who are there already are
updated and keep their password. With one fault in the file nothing is imported, and every fault is listed.`;

/** Undefined when it is not UTF-8: names would be damaged without a word. */
async function readUtf8(file: string): Promise<string | undefined> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new AppError('USAGE', `${file}: ${messageOf(cause)}`, { cause });
  });
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

export const importPeople: Command = {
  help: HELP,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, CONFIG_OPTION);
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new AppError('USAGE', 'say which CSV file to import');
    const settings = await loadSettings(values.config, terminal.environment);
    if (settings.directory.type !== 'embedded')
      throw new AppError('USAGE', `directory.type is ${settings.directory.type}: people are kept there, not imported`);
    const text = await readUtf8(file);
    if (text === undefined) {
      terminal.complain(`${file}: is not UTF-8 text; save it as UTF-8, nothing was imported`);
      return EXIT.failure;
    }
    await using directory = await openEmbeddedDirectory(settings.directory, {
      clock: systemClock,
      random: systemRandom,
    });
    const { imported, created, faults } = await directory.importPeople(text);
    for (const { line, fault } of faults) terminal.complain(`${file}:${line}: ${fault}`);
    if (faults.length > 0) {
      terminal.complain(`${faults.length === 1 ? 'One fault' : `${faults.length} faults`}: nobody was imported`);
      return EXIT.failure;
    }
    await recordAs(terminal, settings, { kind: 'directory.imported', detail: { imported, created } });
    terminal.print(
      `${counted(imported, 'person', 'people')} imported into ${settings.directory.file}, ${created} of them new`,
    );
    return EXIT.done;
  },
};
