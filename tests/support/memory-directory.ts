import { canonicalAddress } from '../../src/platform/address.ts';
import type { Secret } from '../../src/platform/secret.ts';
import type {
  Account,
  Directory,
  FoundAccount,
  Refusal,
  SetPassword,
  Settled,
  Unreachable,
} from '../../src/systems/directory.ts';

export interface MemoryPerson extends Account {
  password: string;
  disabled: boolean;
}

/** A directory held in memory that can be taken down, made to refuse, and made to lose its answers. */
export class MemoryDirectory implements Directory {
  readonly people = new Map<string, MemoryPerson>();
  /** Every password that was set, in order. */
  readonly set: { id: string; password: string }[] = [];
  down = false;
  refuse: Refusal | undefined;
  /** Passwords that are refused although others are taken. */
  readonly refused = new Map<string, Refusal>();
  /** Sets the password and then loses the answer, as a connection cut at the wrong moment does. */
  loseNextAnswer = false;
  /** Who must change the password that was set, as a server demands whose answer was lost before that was taken back. */
  readonly mustChange = new Set<string>();
  /** Run just before a password is set. */
  beforeSet: (() => Promise<void>) | undefined;
  #stamp = 0;

  add(number: string, addresses: readonly string[], more: Partial<MemoryPerson> = {}): MemoryPerson {
    const person: MemoryPerson = {
      id: `id-${number}`,
      number,
      login: `u${number}`,
      name: 'Camille Exemple',
      language: undefined,
      addresses,
      notify: [],
      passwordStamp: this.#nextStamp(),
      password: 'Ancien-Passe-1',
      disabled: false,
      ...more,
    };
    this.people.set(person.id, person);
    return person;
  }

  /** Somebody changes a password without Jeton. */
  changeElsewhere(id: string, password: string): void {
    this.#store(id, password);
  }

  get #unreachable(): Unreachable | undefined {
    return this.down ? { kind: 'unreachable', detail: 'the test took the directory down' } : undefined;
  }

  #nextStamp(): string {
    this.#stamp += 1;
    return `stamp-${this.#stamp}`;
  }

  #store(id: string, password: string): void {
    const person = this.people.get(id);
    if (person !== undefined) this.people.set(id, { ...person, password, passwordStamp: this.#nextStamp() });
  }

  #find(match: (person: MemoryPerson) => boolean): FoundAccount {
    const account = [...this.people.values()].find(match);
    return account === undefined ? { kind: 'absent' } : { kind: 'found', account };
  }

  findByAddress(address: string): ReturnType<Directory['findByAddress']> {
    const wanted = canonicalAddress(address);
    const accounts = [...this.people.values()].filter(
      ({ addresses, disabled }) => !disabled && addresses.some((stored) => canonicalAddress(stored) === wanted),
    );
    return Promise.resolve(this.#unreachable ?? { kind: 'found', accounts });
  }

  findById(id: string): Promise<FoundAccount> {
    return Promise.resolve(this.#unreachable ?? this.#find((person) => person.id === id && !person.disabled));
  }

  findByNumber(number: string): Promise<FoundAccount> {
    return Promise.resolve(this.#unreachable ?? this.#find((person) => person.number === number));
  }

  async setPassword(id: string, password: Secret): Promise<SetPassword> {
    await this.beforeSet?.();
    if (this.#unreachable !== undefined) return this.#unreachable;
    if (!this.people.has(id)) return { kind: 'absent' };
    const reason = this.refuse ?? this.refused.get(password.reveal());
    if (reason !== undefined) return { kind: 'refused', reason, detail: 'the test refuses' };
    if (this.people.get(id)?.password === password.reveal())
      return { kind: 'refused', reason: 'history', detail: 'same' };
    this.#store(id, password.reveal());
    this.set.push({ id, password: password.reveal() });
    if (!this.loseNextAnswer) return { kind: 'done' };
    this.loseNextAnswer = false;
    this.mustChange.add(id);
    return { kind: 'unreachable', detail: 'the answer was lost' };
  }

  clearMustChange(id: string): Promise<Settled> {
    if (this.#unreachable === undefined) this.mustChange.delete(id);
    return Promise.resolve(this.#unreachable ?? { kind: 'done' });
  }

  verifyPassword(id: string, password: Secret): ReturnType<Directory['verifyPassword']> {
    const valid = password.reveal() !== '' && this.people.get(id)?.password === password.reveal();
    return Promise.resolve(this.#unreachable ?? { kind: valid ? 'valid' : 'invalid' });
  }

  check(): ReturnType<Directory['check']> {
    return Promise.resolve([]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.resolve();
  }
}
