import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Draw } from '../support/draw.ts';
import type { Transport } from '../../src/attacks/form-client.ts';
import { BrokenConnection, overHttp } from '../support/http-transport.ts';
import type { Installation } from '../support/jeton.ts';
import { type Machine, addMachine, bringPublicKeys } from '../support/machines.ts';
import { type Mortal, MortalService } from './mortal-service.ts';

const SETTINGS = 'jeton.yaml';

export type Role = 'web' | 'courier';

/** A process, and where its pages are asked for if it has any. */
export interface Member {
  readonly role: Role;
  readonly origin: string;
  readonly service: MortalService;
}

/** Web processes and couriers over one ledger, each of which is killed and started again by itself; sometimes two are. */
export class MortalFarm implements Mortal {
  readonly #members: readonly Member[];
  readonly #random: Draw;

  constructor(members: readonly Member[], random: Draw) {
    this.#members = members;
    this.#random = random;
  }

  get pid(): number {
    const [web] = this.#all('web');
    if (web === undefined) throw new Error('no web process');
    return web.service.pid;
  }

  get complaints(): readonly string[] {
    return this.#members.flatMap(({ service }) => service.complaints);
  }

  /** Resolves while any web process can be reached. */
  async up(): Promise<void> {
    await Promise.any(this.#all('web').map(({ service }) => service.up()));
  }

  /**
   * As behind a load balancer: each request goes to any of the web processes that run, whichever served the one before.
   * @throws when an answer is lost although the process lives
   */
  reach(client: string): Transport {
    return async (request) => {
      const { origin, service } = this.#pick('web');
      const { deaths } = service;
      try {
        return await overHttp(origin, client)(request);
      } catch (thrown) {
        if (thrown instanceof BrokenConnection && service.isRunning && service.deaths === deaths)
          throw new Error(`${request.method}: no answer from a process that lives`, { cause: thrown });
        throw thrown;
      }
    };
  }

  /** Starts whichever does not run. */
  async start(): Promise<void> {
    await Promise.all(this.#down.map(({ service }) => service.start()));
  }

  async startInVain(killed: AbortSignal): Promise<void> {
    if (this.#down.length === 0) await this.kill();
    await Promise.all(this.#down.map(({ service }) => service.startInVain(killed)));
  }

  async kill(): Promise<void> {
    const roles = this.#random.pick<readonly Role[]>([['web'], ['courier'], ['web', 'courier']]);
    await Promise.all(roles.map((role) => this.killOne(role)));
  }

  /** Kills one of those that run; answers which. */
  async killOne(role: Role): Promise<Member> {
    const victim = this.#pick(role);
    await victim.service.kill();
    return victim;
  }

  async stop(): Promise<number | null> {
    const codes = await Promise.all(this.#members.map(({ service }) => service.stop()));
    return codes.find((code) => code !== 0) ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { service } of this.#members) await service.kill();
  }

  /** Any of those that run; any at all where none does. */
  #pick(role: Role): Member {
    const all = this.#all(role);
    const running = all.filter(({ service }) => service.isRunning);
    const [first, ...more] = running.length > 0 ? running : all;
    if (first === undefined) throw new Error(`no ${role}`);
    return this.#random.pick([first, ...more]);
  }

  #all(role: Role): readonly Member[] {
    return this.#members.filter((member) => member.role === role);
  }

  get #down(): readonly Member[] {
    return this.#members.filter(({ service }) => !service.isRunning);
  }
}

/** How many processes of each role. */
export type Numbers = Readonly<Record<Role, number>>;

/** The first web process is that of the installation; every other process has a machine of its own beside it. */
export async function foundFarm(
  installation: Installation,
  random: Draw,
  { web, courier }: Numbers,
): Promise<MortalFarm> {
  await bringPublicKeys(installation, installation);
  const first = memberOf('web', { ...installation, origin: installation.publicUrl });
  const roles: readonly Role[] = [...Array<Role>(web - 1).fill('web'), ...Array<Role>(courier).fill('courier')];
  const members = [first];
  for (const [index, role] of roles.entries()) {
    const machine = await addMachine(installation, `${role}-${index}`);
    await bringFiles(installation, machine);
    members.push(memberOf(role, machine));
  }
  return new MortalFarm(members, random);
}

function memberOf(role: Role, machine: Machine): Member {
  return { role, origin: machine.origin, service: new MortalService(machine, { args: ['--role', role] }) };
}

/** Keys and secrets; the settings are the machine's own. */
async function bringFiles(from: Installation, to: Machine): Promise<void> {
  for (const entry of await readdir(from.folder, { withFileTypes: true })) {
    const { name } = entry;
    if (entry.isFile() && name !== SETTINGS) await copyFile(join(from.folder, name), join(to.folder, name));
  }
}
