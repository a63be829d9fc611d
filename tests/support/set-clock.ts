import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningJeton, ServeOptions } from './jeton.ts';
import { until } from './until.ts';

/** By how far a program's clock differs from the machine's, in milliseconds. */
export interface Setting {
  /** Somebody has set the clock. */
  readonly stepped: number;
  /** Time has gone by: every clock of the program agrees. */
  readonly passed: number;
}

/** The program copies what it has read to a file of this ending. */
export const SEEN = '.seen';

/** The clock of running services, which a test sets; a service that is started later goes by it too. */
export class SetClock {
  readonly options: Pick<ServeOptions, 'preload' | 'environment'>;
  readonly #file: string;
  readonly #tell: (aheadMs: number) => void;
  #setting: Setting = { stepped: 0, passed: 0 };

  private constructor(file: string, tell: (aheadMs: number) => void) {
    this.#file = file;
    this.#tell = tell;
    const preload = new URL('./clock-preload.ts', import.meta.url).href;
    this.options = { preload, environment: { JETON_TEST_CLOCK: file } };
  }

  /** @param tell hears how far the clock is ahead of the machine's, each time it has been set */
  static async create(folder: string, tell: (aheadMs: number) => void = () => undefined): Promise<SetClock> {
    const clock = new SetClock(join(folder, 'clock.json'), tell);
    await clock.#write();
    return clock;
  }

  /** Sets the clock by so much, forward or back. */
  async step(service: Pick<RunningJeton, 'pid'>, milliseconds: number): Promise<void> {
    await this.#change(service, { ...this.#setting, stepped: this.#setting.stepped + milliseconds });
  }

  /** Has so much time go by at once. */
  async pass(service: Pick<RunningJeton, 'pid'>, milliseconds: number): Promise<void> {
    await this.#change(service, { ...this.#setting, passed: this.#setting.passed + milliseconds });
  }

  async #change({ pid }: Pick<RunningJeton, 'pid'>, setting: Setting): Promise<void> {
    this.#setting = setting;
    await this.#write();
    this.#tell(setting.stepped + setting.passed);
    process.kill(pid, 'SIGUSR2');
    const text = JSON.stringify(setting);
    const isSeen = async (): Promise<true | undefined> =>
      (await readFile(`${this.#file}${SEEN}`, 'utf8')) === text ? true : undefined;
    await until(isSeen, { missing: 'the service has not set its clock' });
  }

  async #write(): Promise<void> {
    await writeFile(this.#file, JSON.stringify(this.#setting));
  }
}
