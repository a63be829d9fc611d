/**
 * Results of a pure function that is slow beside a look into a table, by a key that says all its arguments. It never
 * holds more than `most`: when it is full it forgets everything and begins anew.
 */
export class Memo<V> {
  readonly #most: number;
  readonly #known = new Map<string, V>();

  constructor(most: number) {
    this.#most = most;
  }

  /** What is known under this key; `make` is asked only when nothing is. */
  get(key: string, make: () => V): V {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = make();
    if (this.#known.size >= this.#most) this.#known.clear();
    this.#known.set(key, made);
    return made;
  }
}
