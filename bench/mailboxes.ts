const PATIENCE_MS = 30_000;

type Waiter = (raw: string) => void;

/** Mails by address: kept until somebody asks for them, or handed over at once to who waits already. */
export class Mailboxes {
  readonly #kept = new Map<string, string[]>();
  readonly #waiting = new Map<string, Set<Waiter>>();
  /** How many mails have come in all. */
  count = 0;

  put(address: string, raw: string): void {
    this.count += 1;
    const [waiter] = this.#waiting.get(address) ?? [];
    if (waiter !== undefined) {
      this.#forget(address, waiter);
      waiter(raw);
      return;
    }
    const kept = this.#kept.get(address);
    if (kept === undefined) this.#kept.set(address, [raw]);
    else kept.push(raw);
  }

  /** The oldest mail to this address, as it came; rejects when there is none in time. */
  async next(address: string): Promise<string> {
    const kept = this.#kept.get(address);
    const first = kept?.shift();
    if (kept?.length === 0) this.#kept.delete(address);
    return first ?? (await this.#wait(address));
  }

  /** Forgets what nobody has asked for. */
  clear(): void {
    this.#kept.clear();
  }

  async #wait(address: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const waiters = this.#waiting.get(address) ?? new Set();
    this.#waiting.set(address, waiters.add(resolve));
    const late = setTimeout(() => {
      this.#forget(address, resolve);
      reject(new Error(`no mail to ${address} within ${PATIENCE_MS / 1000} s`));
    }, PATIENCE_MS);
    try {
      return await promise;
    } finally {
      clearTimeout(late);
    }
  }

  #forget(address: string, waiter: Waiter): void {
    const waiters = this.#waiting.get(address);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.#waiting.delete(address);
  }
}
