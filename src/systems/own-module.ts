import { pathToFileURL } from 'node:url';
import type { ModuleSettings } from '../config/application-settings.ts';
import type { Clock } from '../platform/clock.ts';
import { startDeadline, until, whyOver } from '../platform/deadline.ts';
import { AppError, messageOf } from '../platform/errors.ts';
import { isInTime } from '../platform/in-time.ts';
import type { Random } from '../platform/random.ts';
import type { Secret } from '../platform/secret.ts';
import type { Application, Carried, PasswordNews } from './application.ts';
import { type CheckLine, REFUSALS, type Refusal } from './directory.ts';

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

/** How long its `check`, and its `close`, may take, in milliseconds. A process that ends has ten seconds in all. */
const CHECK_MS = 20_000;
const CLOSE_MS = 2000;

/**
 * A connector of the institution's own. Whatever it throws or answers beside the port is "later": its faults lose nothing.
 * One that ignores its signal is not waited for any longer than the signal says.
 * @throws AppError SETTINGS_INVALID when it cannot be loaded, does not start or is no connector
 */
export async function openOwnModule(
  settings: ModuleSettings,
  tools: { readonly clock: Clock; readonly random: Random },
): Promise<Application> {
  const { name, options, secrets, carries, capacity } = settings;
  const connector = await connect(settings, { name, options, secrets, ...tools });
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
    return await until(
      started(() => connector.check?.(deadline.signal) ?? []),
      deadline.signal,
    );
  } catch (thrown) {
    const why = deadline.signal.aborted ? whyOver(deadline.signal) : messageOf(thrown);
    return [
      { level: 'failure', what: `${path}: its check failed: ${why}`, mend: 'see to the module, or to its server' },
    ];
  }
}

async function connect({ name, path }: ModuleSettings, plan: ModulePlan): Promise<ModuleConnector> {
  const fail = (why: string, cause?: unknown): AppError =>
    new AppError('SETTINGS_INVALID', `${name}: the module ${path} ${why}`, { cause });
  const { connect: open } = await load(path).catch((thrown: unknown) => {
    throw fail(`cannot be loaded: ${messageOf(thrown)}`, thrown);
  });
  if (typeof open !== 'function') throw fail('exports no function called `connect`');
  let connector: unknown;
  try {
    connector = await (open as (plan: ModulePlan) => unknown)(plan);
  } catch (thrown) {
    throw fail(`does not start: ${messageOf(thrown)}`, thrown);
  }
  if (isConnector(connector)) return connector;
  throw fail('gives a connector that has no `deliver`');
}

async function load(path: string): Promise<Readonly<Record<string, unknown>>> {
  return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
}

function isConnector(value: unknown): value is ModuleConnector {
  return typeof value === 'object' && value !== null && 'deliver' in value && typeof value.deliver === 'function';
}

const NO_OUTCOME: Carried = { kind: 'later', detail: 'the module answered nothing that is an outcome' };

/** What it answered, as far as the port knows it. */
function carriedOf(answer: unknown): Carried {
  if (typeof answer !== 'object' || answer === null) return NO_OUTCOME;
  const { kind, detail, reason, afterMs } = answer as Readonly<Record<string, unknown>>;
  if (kind === 'done') return { kind };
  if (typeof detail !== 'string') return NO_OUTCOME;
  switch (kind) {
    case 'waiting':
      return { kind, detail };
    case 'later':
      return isWait(afterMs) ? { kind, detail, afterMs } : { kind, detail };
    case 'refused':
      return isRefusal(reason)
        ? { kind, reason, detail }
        : { kind: 'later', detail: `the module refused it with no reason of ${REFUSALS.join(', ')}: ${detail}` };
    default:
      return NO_OUTCOME;
  }
}

function isWait(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isRefusal(value: unknown): value is Refusal {
  return REFUSALS.some((reason) => reason === value);
}
