import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { overRaw } from '../../src/attacks/raw.ts';
import type { Scene, Victim } from '../../src/attacks/scene.ts';
import { findFreePort } from '../support/free-port.ts';
import type { Edit } from './weakened/edit.ts';
import { FIXED } from '../support/fixed-people.ts';
import { type ServeOptions, install, serve } from '../support/jeton.ts';
import { realSystems } from '../support/real-systems.ts';
import { SetClock } from '../support/set-clock.ts';
import { startSlapd } from '../support/slapd.ts';
import { startSmtp } from '../support/smtp.ts';
import { createTempFolder } from '../support/temp-folder.ts';

export interface Bench extends AsyncDisposable {
  readonly scene: Scene;
}

export interface BenchOptions {
  /** Further top-level settings, YAML. */
  readonly more?: string;
  /** What of the product is made weaker. */
  readonly weakened?: readonly Edit[];
}

/** What rows that ask often must not be held back by; rows about limits have their own. */
const WIDE = `limits: { mailsPerAccount: 1000/1h, requestsPerClient: 1000/10m, unknownPerClient: 1000/1h, unknownOverall: 100000/1h, mailsOverall: 100000/1h }\n`;

/**
 * The running product, two processes over one ledger, with a real directory and a relay that keeps every mail. Each browser
 * comes from a network of its own, as the trusted proxy says.
 */
export async function startBench({ more = WIDE, weakened = [] }: BenchOptions = {}): Promise<Bench> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await createTempFolder());
  const slapd = opened.use(await startSlapd({ policy: { history: 3 } }));
  const relay = opened.use(await startSmtp());
  const systems = await realSystems(folder.path, { slapd, relay });
  const proxies = 'trustedProxies: [127.0.0.1/32]\n';
  const installation = await install({ folder: folder.path, systems, more: `${more}${proxies}` });
  const clock = await SetClock.create(folder.path);
  const options = withWeakness(clock.options, weakened);
  const jeton = opened.use(await serve(installation, options));
  const [port, management] = [await findFreePort(), await findFreePort()];
  const args = ['--listen', `127.0.0.1:${port}`, '--management', `127.0.0.1:${management}`];
  const other = opened.use(await serve(installation, { ...options, args }));
  let clients = 0;
  const origin = new URL(installation.publicUrl);
  const loginOf = ({ address }: Victim): string =>
    address === FIXED.plain.address ? FIXED.plain.number : FIXED.english.number;
  const scene: Scene = {
    ...{ url: origin, origin, patienceMs: 10_000, isLive: false },
    a: { address: FIXED.plain.address },
    b: { address: FIXED.english.address },
    inbox: {
      mails: () => Promise.resolve(relay.mails.map(({ to, raw }) => ({ recipients: to, raw: raw.toString('utf8') }))),
    },
    transport: (to = origin) => {
      clients += 1;
      const network = `2001:db8:${(clients >> 16).toString(16)}:${(clients & 0xffff).toString(16)}::1`;
      return overRaw(to, [['X-Forwarded-For', network]]);
    },
    powers: {
      otherNode: new URL(`http://127.0.0.1:${port}/`),
      opens: (victim, password) => slapd.opens(loginOf(victim), password),
      advance: async (milliseconds) => {
        await clock.pass(jeton, milliseconds);
        await clock.pass(other, 0);
      },
      changeElsewhere: async (victim, password) => {
        // The server notes the second of a change: one within the second of the last is none that anybody sees.
        await pause(1100);
        await slapd.setAttributes(loginOf(victim), { userPassword: [password] });
      },
      moveAddress: (victim, address) => slapd.setAttributes(loginOf(victim), { supannMailPerso: [address] }),
      close: (victim, isClosed) =>
        slapd.setAttributes(loginOf(victim), { supannRessourceEtat: [isClosed ? '{COMPTE}S' : '{COMPTE}A'] }),
      readAll: async () => [
        ...(await filesUnder(join(folder.path, 'data'))),
        Buffer.from(jeton.log()),
        Buffer.from(other.log()),
      ],
    },
  };
  const stack = opened.move();
  return { scene, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function withWeakness(options: SetClock['options'], weakened: readonly Edit[]): ServeOptions {
  if (weakened.length === 0) return options;
  const hook = new URL('../support/weaken.ts', import.meta.url).href;
  const environment = { ...options.environment, JETON_TEST_WEAKENED: JSON.stringify(weakened) };
  return { ...options, environment, nodeOptions: ['--import', hook] };
}

async function filesUnder(folder: string): Promise<readonly Buffer[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  return await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name))));
}
