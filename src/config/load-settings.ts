import { dirname, resolve } from 'node:path';
import { AppError } from '../platform/errors.ts';
import { Secret } from '../platform/secret.ts';
import { describeFaults, faultsOf } from './faults.ts';
import { readTextFile } from './files.ts';
import { buildSchema } from './schema.ts';
import type { Settings } from './settings.ts';
import { type SettingsFault, parseYaml } from './yaml.ts';

export interface LoadOptions {
  /** False for a process that carries nothing: the secrets of `mail` and `applications` are left alone. True unless said. */
  readonly carries?: boolean;
  /** Told the path of each file that a secret was read from. */
  readonly onSecretFile?: (file: string) => void;
}

/**
 * Reads a settings file and the files it names: secrets and certificates. Relative paths start from the file's own folder.
 * @returns all of it checked and frozen, with every default filled in
 * @throws AppError SETTINGS_INVALID that lists every fault of the file, each with its path, its line and the mend; never a secret
 */
export async function loadSettings(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
  { carries = true, onSecretFile }: LoadOptions = {},
): Promise<Settings> {
  const text = await readTextFile(file);
  if (text.kind === 'fault') {
    throw new AppError('SETTINGS_INVALID', `The settings file ${file} ${text.fault}; start from jeton.example.yaml.`);
  }
  const yaml = parseYaml(text.value);
  if (yaml.content === undefined) throw invalid(file, yaml.faults);
  const surroundings = { folder: dirname(resolve(file)), environment, onSecretFile };
  const parsed = await buildSchema(surroundings, { carries }).safeParseAsync(yaml.content);
  const faults = [...yaml.faults, ...faultsOf(parsed.error?.issues ?? [], yaml)];
  if (!parsed.success || faults.length > 0) throw invalid(file, faults);
  return freezeDeeply(parsed.data);
}

function invalid(file: string, faults: readonly SettingsFault[]): AppError {
  return new AppError('SETTINGS_INVALID', describeFaults(file, faults));
}

/** Plain objects, arrays and secrets, however deep; a `URL` keeps its state where freezing does not reach. */
function freezeDeeply<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (!(value instanceof Secret) && !(value instanceof URL)) Object.values(value).forEach(freezeDeeply);
  return Object.freeze(value);
}
