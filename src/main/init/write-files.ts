import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { systemClock } from '../../platform/clock.ts';
import { AppError, messageOf } from '../../platform/errors.ts';
import { OWNER_ONLY, createKeys, writeNewKeys } from '../../platform/keys.ts';
import { systemRandom } from '../../platform/random.ts';
import { type Answers, FILES, composeSettings } from './compose-settings.ts';

/** @throws AppError USAGE when any file that may have to be written is there */
export async function assertNothingThere(config: string): Promise<void> {
  const places = [config, ...Object.values(FILES).map((file) => resolve(dirname(config), file))];
  for (const place of places) {
    const isThere = await access(place).then(
      () => true,
      () => false,
    );
    if (isThere)
      throw new AppError(
        'USAGE',
        `${place} is there already, and nothing is overwritten; --config names another place`,
      );
  }
}

/**
 * Writes the settings, the secrets that they name, the keys, and the folder for the ledger.
 * @returns what was written
 * @throws AppError USAGE when something cannot be written; then nothing stays
 */
export async function writeAll(config: string, answers: Answers): Promise<readonly string[]> {
  const folder = dirname(resolve(config));
  const written: string[] = [];
  const write = async (file: string, make: (path: string) => Promise<void>): Promise<void> => {
    const path = resolve(folder, file);
    await make(path);
    written.push(path);
  };
  const keep = (file: string, text: string): Promise<void> =>
    write(file, (path) => writeFile(path, text, { mode: OWNER_ONLY, flag: 'wx', flush: true }));
  const { directory, service } = answers;
  try {
    await mkdir(resolve(folder, 'secrets'), { recursive: true, mode: 0o700 });
    await mkdir(resolve(folder, 'data'), { recursive: true, mode: 0o700 });
    await keep(FILES.bindPassword, `${directory.bindPassword.reveal()}\n`);
    if (directory.server.tls.ca !== undefined) await keep(FILES.authority, directory.server.tls.ca);
    if (service.relay.login !== undefined)
      await keep(FILES.relayPassword, `${service.relay.login.password.reveal()}\n`);
    await write(FILES.keys, async (path) => {
      await writeNewKeys(path, await createKeys({ clock: systemClock, random: systemRandom }));
    });
    await keep(resolve(config), composeSettings(answers, systemClock.now()));
    return written;
  } catch (cause) {
    await takeBack(written);
    throw new AppError('USAGE', `nothing was written: ${messageOf(cause)}`, { cause });
  }
}

/** What was written a moment ago, by us. */
export async function takeBack(written: readonly string[]): Promise<void> {
  for (const path of written) await rm(path, { force: true });
}
