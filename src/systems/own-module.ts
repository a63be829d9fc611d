import { pathToFileURL } from 'node:url';
import type { ModuleSettings } from '../config/application-settings.ts';
import type { Clock } from '../platform/clock.ts';
import { startDeadline, until, whyOver } from '../platform/deadline.ts';
import { AppError, messageOf } from '../platform/errors.ts';
import { isInTime } from '../platform/in-time.ts';
import type { Random } from '../platform/random.ts';
import type { Secret } from '../platform/secret.ts';
import type { Application, Carried, PasswordNews } from './application.ts';
import type { CheckLine } from './directory.ts';
import { carriedOf, linesOf } from './own-module-answers.ts';

/** What a module of one's own is handed when it is loaded. */
export interface ModulePlan {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, Secret>>;
  readonly clock: Clock;
  readonly random: Random;
}

/** What its `connect` returns. */
export interface ModuleConnector {
  /** See {@link Application.deliver}: safe to repeat, ends when the signal does. */
  deliver(news: PasswordNews, signal: AbortSignal): Promise<Carried>;
  /** For `jeton check`. */
  check?(signal?: AbortSignal): Promise<readonly CheckLine[]>;
  /** Called once, when the process ends. */
  close?(): Promise<void> | void;
}

/** How long its `connect`, `check` and `close` may take, in milliseconds. A process that ends has ten seconds in all. */
const CONNECT_MS = 20_000;
const CHECK_MS = 20_000;
const CLOSE_MS = 2000;

/**
 * A connector of the institution's own. Whatever it throws or answers beside the port is "later": its faults lose nothing.
 * One that ignores its signal is not waited for any longer than the signal says.
 * @param connectMs how long loading it, and its `connect`, may each take, in milliseconds
 * @throws AppError SETTINGS_INVALID when it cannot be loaded, does not start (in time) or is no connector
 */
export async function openOwnModule(
  settings: ModuleSettings,
  tools: { readonly clock: Clock; readonly random: Random },
  connectMs = CONNECT_MS,
): Promise<Application> {
  const { name, options, secrets, carries, capacity } = settings;
  const plan = { name, options, secrets, ...tools };
  const connector = await connect(settings, { plan, connectMs });
  return {
    ...{ name, carries, capacity },
    async deliver(news, signal) {
      try {
        return carriedOf(
          await until(
            started(() => connector.deliver(news, signal)),
            signal,
          ),
        );
      } catch (thrown) {
        return { kind: 'later', detail: signal.aborted ? whyOver(signal) : messageOf(thrown) };
      }
    },
    check: (signal) => checked(connector, settings, signal),
    async [Symbol.asyncDispose]() {
      await isInTime(
        started(() => connector.close?.()),
        CLOSE_MS,
      );
    },
  };
}

/** Its faults come as rejections, even where it is no promise that it gives. */
async function started<T>(work: () => Promise<T> | T): Promise<T> {
  return await work();
}

async function checked(
  connector: ModuleConnector,
  { path }: ModuleSettings,
  signal?: AbortSignal,
): Promise<readonly CheckLine[]> {
  if (connector.check === undefined) return [{ level: 'ok', what: `${path} is loaded` }];
  using deadline = startDeadline(CHECK_MS, signal);
  try {
    const answer = await until(
      started(() => connector.check?.(deadline.signal)),
      deadline.signal,
    );
    return linesOf(answer, path);
  } catch (thrown) {
    const why = deadline.signal.aborted ? whyOver(deadline.signal) : messageOf(thrown);
    return [
      { level: 'failure', what: `${path}: its check failed: ${why}`, mend: 'see to the module, or to its server' },
    ];
  }
}

interface Opening {
  readonly plan: ModulePlan;
  readonly connectMs: number;
}

async function connect({ name, path }: ModuleSettings, { plan, connectMs }: Opening): Promise<ModuleConnector> {
  const fail = (why: string, cause?: unknown): AppError =>
    new AppError('SETTINGS_INVALID', `${name}: the module ${path} ${why}`, { cause });
  const { connect: open } = await inTime(load(path), connectMs).catch((thrown: unknown) => {
    throw fail(`cannot be loaded: ${messageOf(thrown)}`, thrown);
  });
  if (typeof open !== 'function') throw fail('exports no function called `connect`');
  let connector: unknown;
  try {
    connector = await inTime(
      started(() => (open as (plan: ModulePlan) => unknown)(plan)),
      connectMs,
    );
  } catch (thrown) {
    throw fail(`does not start: ${messageOf(thrown)}`, thrown);
  }
  if (isConnector(connector)) return connector;
  throw fail('gives a connector that has no `deliver`');
}

/** One that waits for ever would hold up the whole service, which starts with it. */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  if (await isInTime(work, ms)) return await work;
  throw new Error(`not done within ${ms} ms`);
}

async function load(path: string): Promise<Readonly<Record<string, unknown>>> {
  return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
}

function isConnector(value: unknown): value is ModuleConnector {
  return typeof value === 'object' && value !== null && 'deliver' in value && typeof value.deliver === 'function';
}
