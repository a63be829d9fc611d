import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Draw } from '../support/draw.ts';
import type { Installation } from '../support/jeton.ts';
import { addMachine, bringPublicKeys } from '../support/machines.ts';
import { type Mortal, MortalService } from './mortal-service.ts';

const SETTINGS = 'jeton.yaml';

/** A web process and a courier, each of which is killed and started again by itself; sometimes both are. */
export class MortalPair implements Mortal {
  readonly #web: MortalService;
  readonly #courier: MortalService;
  readonly #random: Draw;

  constructor({ web, courier }: { web: MortalService; courier: MortalService }, random: Draw) {
    this.#web = web;
    this.#courier = courier;
    this.#random = random;
  }

  get pid(): number {
    return this.#web.pid;
  }

  get complaints(): readonly string[] {
    return this.#both.flatMap(({ complaints }) => complaints);
  }

  async up(): Promise<void> {
    await this.#web.up();
  }

  /** Starts whichever does not run. */
  async start(): Promise<void> {
    await Promise.all(this.#down.map((each) => each.start()));
  }

  async startInVain(killed: AbortSignal): Promise<void> {
    if (this.#down.length === 0) await this.kill();
    await Promise.all(this.#down.map((each) => each.startInVain(killed)));
  }

  async kill(): Promise<void> {
    const victims = this.#random.pick([[this.#web], [this.#courier], this.#both]);
    await Promise.all(victims.map((each) => each.kill()));
  }

  async stop(): Promise<number | null> {
    const codes = await Promise.all(this.#both.map((each) => each.stop()));
    return codes.find((code) => code !== 0) ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const each of this.#both) await each.kill();
  }

  get #both(): readonly MortalService[] {
    return [this.#web, this.#courier];
  }

  get #down(): readonly MortalService[] {
    return this.#both.filter(({ isRunning }) => !isRunning);
  }
}

/** The web process of an installation, and a machine of the courier's own beside it. */
export async function foundPair(installation: Installation, random: Draw): Promise<MortalPair> {
  const machine = await addMachine(installation, 'courier');
  for (const entry of await readdir(installation.folder, { withFileTypes: true })) {
    const { name } = entry;
    if (entry.isFile() && name !== SETTINGS)
      await copyFile(join(installation.folder, name), join(machine.folder, name));
  }
  await bringPublicKeys(installation, installation);
  const web = new MortalService(installation, { args: ['--role', 'web'] });
  const courier = new MortalService(machine, { args: ['--role', 'courier'] });
  return new MortalPair({ web, courier }, random);
}
