import { pathToFileURL } from 'node:url';
import type { ModuleSettings } from '../config/application-settings.ts';
import type { Clock } from '../platform/clock.ts';
import { AppError, messageOf } from '../platform/errors.ts';
import type { Random } from '../platform/random.ts';
import type { Secret } from '../platform/secret.ts';
import type { Application, Carried, PasswordNews } from './application.ts';
import type { CheckLine } from './directory.ts';

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

const OUTCOMES: readonly string[] = ['done', 'refused', 'later', 'waiting'] satisfies Carried['kind'][];

/**
 * A connector of the institution's own. Whatever it throws or answers beside the port is "later": its faults lose nothing.
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
      const carried: unknown = await connector.deliver(news, signal);
      return isCarried(carried) ? carried : { kind: 'later', detail: 'the module answered nothing that is an outcome' };
    },
    check: async (signal) => (await connector.check?.(signal)) ?? [{ level: 'ok', what: `${settings.path} is loaded` }],
    async [Symbol.asyncDispose]() {
      await connector.close?.();
    },
  };
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

function isCarried(value: unknown): value is Carried {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  if (typeof value.kind !== 'string' || !OUTCOMES.includes(value.kind)) return false;
  return value.kind === 'done' || ('detail' in value && typeof value.detail === 'string');
}
