import assert from 'node:assert/strict';

/** A page, or whatever else is answered at an address, and how long it took at each look. */
export interface Looked {
  readonly name: string;
  /** Milliseconds. */
  readonly times: readonly number[];
}

/** Something that is fetched again and again, as one person does. */
export interface Page {
  readonly name: string;
  /** @throws when it is not what it should be */
  readonly get: () => Promise<void>;
}

/** A page at an address, which is answered with this status. */
export function pageAt(name: string, url: string | URL, status = 200): Page {
  return {
    name,
    async get() {
      const response = await fetch(url, { redirect: 'manual' });
      await response.arrayBuffer();
      assert.equal(response.status, status, `${name}: ${response.status}`);
    },
  };
}

/** Looks at each page so many times, one after the other. @param between called before each round */
export async function lookAt(
  pages: readonly Page[],
  times: number,
  between: () => void = () => undefined,
): Promise<readonly Looked[]> {
  const looked = pages.map(({ name, get }) => ({ name, get, times: [] as number[] }));
  for (let count = 0; count < times; count += 1) {
    between();
    for (const each of looked) {
      const began = performance.now();
      await each.get();
      each.times.push(performance.now() - began);
    }
  }
  return looked;
}

export function medianOf(times: readonly number[]): number {
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
