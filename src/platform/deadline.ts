/** How long a piece of work may take. Disposing stops the timer. */
export interface Deadline extends Disposable {
  /** Aborts when time is up, with {@link TimeIsUp} as its reason, or when the caller's own signal does. */
  readonly signal: AbortSignal;
}

/** Nobody answered in time, as opposed to a caller who gave up. */
export class TimeIsUp extends Error {
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
    this.name = 'TimeIsUp';
  }
}

/** Why a signal has ended what was waited for, for operators. */
export function whyOver({ reason }: AbortSignal): string {
  return reason instanceof TimeIsUp ? 'no answer in time' : 'given up';
}

/**
 * Starts a deadline of so many milliseconds, which also ends with `parent`. Unlike `AbortSignal.timeout`, it is over once
 * the work is: nothing is left that fires later, and makes an error, for work that was done long before.
 */
export function startDeadline(milliseconds: number, parent?: AbortSignal): Deadline {
  const controller = new AbortController();
  // Whoever works holds what keeps the process alive; a wait alone does not.
  const timer = setTimeout(() => controller.abort(new TimeIsUp(milliseconds)), milliseconds).unref();
  const follow = (): void => controller.abort(parent?.reason);
  if (parent?.aborted === true) follow();
  parent?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      parent?.removeEventListener('abort', follow);
    },
  };
}

/** Settles as `work` does, or rejects with the signal's reason if that comes first. What `work` becomes later is ignored. */
export async function until<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(() => undefined);
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const give = (): void => reject(signal.reason);
  signal.addEventListener('abort', give, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', give);
  }
}
