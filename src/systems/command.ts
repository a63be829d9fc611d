import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { CommandSettings } from '../config/application-settings.ts';
import { startDeadline } from '../platform/deadline.ts';
import type { Application, Carried, PasswordNews } from './application.ts';
import { type CheckLine, REFUSALS, type Refusal } from './directory.ts';
import { blot } from './programs/blot.ts';
import { type Ran, type SignalGroup, runProgram } from './programs/run-program.ts';
import { codeOf } from '../platform/errors.ts';

/** What its exit codes mean; every other one is "not now". */
const EXIT = { done: 0, refused: 10, waiting: 20 } as const;

/**
 * An executable that is run once for each delivery. It reads one JSON object from its standard input, which is the only
 * place where the password stands, and answers by its exit code.
 */
export function buildCommand(settings: CommandSettings, tools: { readonly signalGroup: SignalGroup }): Application {
  return {
    ...{ name: settings.name, carries: 'password', capacity: settings.capacity },
    deliver: (news, signal) => deliver(settings, news, { ...tools, signal }),
    check: () => check(settings),
    async [Symbol.asyncDispose]() {
      // Nothing runs between two deliveries.
      await Promise.resolve();
    },
  };
}

interface Running {
  readonly signalGroup: SignalGroup;
  readonly signal: AbortSignal;
}

async function deliver(
  { path, args, folder, timeoutMs }: CommandSettings,
  news: PasswordNews,
  { signalGroup, signal }: Running,
): Promise<Carried> {
  const password = news.password?.reveal();
  if (password === undefined) return { kind: 'refused', reason: 'other', detail: 'no password was handed over' };
  const { deliveryId, accountId, number, login, chosenAt } = news;
  const told = { deliveryId, accountId, number, login, password, chosenAt: new Date(chosenAt).toISOString() };
  using deadline = startDeadline(timeoutMs, signal);
  const program = { path, args, folder, input: `${JSON.stringify(told)}\n` };
  return outcomeOf(await runProgram(program, signalGroup, deadline.signal), password);
}

function outcomeOf(ran: Ran, password: string): Carried {
  if (ran.kind === 'failed') return { kind: 'later', detail: ran.detail };
  const said = blot(ran.stderr, password);
  const detail = `exit ${ran.code}${said === '' ? '' : `: ${said}`}`;
  switch (ran.code) {
    case EXIT.done:
      return { kind: 'done' };
    case EXIT.refused:
      return { kind: 'refused', reason: reasonOf(ran.stdout), detail };
    case EXIT.waiting:
      return { kind: 'waiting', detail };
    default:
      return { kind: 'later', detail };
  }
}

function reasonOf(stdout: string): Refusal {
  const [first = ''] = stdout.split('\n', 1);
  return REFUSALS.find((reason) => reason === first.trim()) ?? 'other';
}

/** Whatever others may write to, they may put their own program into, and read passwords. */
const OTHERS_WRITE = constants.S_IWGRP | constants.S_IWOTH;

async function check({ path }: CommandSettings): Promise<readonly CheckLine[]> {
  try {
    await access(path, constants.X_OK);
    const found = await stat(path);
    if (!found.isFile()) return [failure(`${path} is no file`)];
    if ((found.mode & OTHERS_WRITE) === 0) return [{ level: 'ok', what: `${path} can be run` }];
    const mend = `chmod go-w ${path}`;
    return [
      { level: 'warning', what: `${path} can be changed by others than its owner, who then read passwords`, mend },
    ];
  } catch (thrown) {
    const code = codeOf(thrown) ?? 'unknown';
    return [failure(`${path} cannot be run: ${code}`)];
  }
}

function failure(what: string): CheckLine {
  return { level: 'failure', what, mend: 'check `path`, and that the user that runs Jeton may execute it' };
}
