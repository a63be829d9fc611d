import { chown, rename, rm, stat, writeFile } from 'node:fs/promises';
import { readTextFile } from '../../config/files.ts';
import { holdFile } from '../../platform/hold-file.ts';
import { OWNER_ONLY } from '../../platform/keys.ts';
import { Secret } from '../../platform/secret.ts';

/** The file with the test account's password, and beside it, while one is tried, the file with the next one. */
export class KeptPassword implements Disposable {
  readonly file: string;
  readonly #hold: Disposable;

  private constructor(file: string, hold: Disposable) {
    this.file = file;
    this.#hold = hold;
  }

  /** @returns undefined while another check works on it. @throws when its folder cannot be written */
  static open(file: string): KeptPassword | undefined {
    const hold = holdFile(`${file}.lock`);
    return hold === undefined ? undefined : new KeptPassword(file, hold);
  }

  get nextFile(): string {
    return `${this.file}.new`;
  }

  /** @returns the password, or why there is none, in words that follow the file's name */
  read(): Promise<Secret | string> {
    return readPassword(this.file);
  }

  /** What an earlier check left behind when it was ended half-way. */
  async findNext(): Promise<Secret | undefined> {
    const next = await readPassword(this.nextFile);
    return next instanceof Secret ? next : undefined;
  }

  /** Keeps the next password before any directory has it: whatever happens now, it can be read there. */
  async writeNext(password: Secret): Promise<void> {
    const { uid, gid } = await stat(this.file);
    await this.dropNext();
    await writeFile(this.nextFile, `${password.reveal()}\n`, { mode: OWNER_ONLY, flag: 'wx', flush: true });
    await chown(this.nextFile, uid, gid);
  }

  /** The next password is the account's from now on. */
  async adoptNext(): Promise<void> {
    await rename(this.nextFile, this.file);
  }

  async dropNext(): Promise<void> {
    await rm(this.nextFile, { force: true });
  }

  [Symbol.dispose](): void {
    this.#hold[Symbol.dispose]();
  }
}

async function readPassword(file: string): Promise<Secret | string> {
  const reading = await readTextFile(file);
  if (reading.kind === 'fault') return reading.fault;
  const text = reading.value.replace(/(?:\r?\n)+$/, '');
  return text === '' ? 'is empty' : new Secret(text);
}
