import { makePeople } from '../tests/support/people.ts';
import type { Person } from '../tests/support/person.ts';
import { dnOf } from '../tests/support/tree.ts';

/** Somebody who can walk the procedure alone: an open account, one plain address that nobody shares. */
export interface Walker {
  readonly uid: string;
  readonly dn: string;
  readonly address: string;
  readonly number: string;
}

/** The walkers of a tree, for {@link Crowd}. */
function walkersAmong(count: number): Walker[] {
  const holders = new Map<string, number>();
  const everybody = [...makePeople({ count })];
  for (const address of everybody.flatMap(addressesOf)) holders.set(address, (holders.get(address) ?? 0) + 1);
  return everybody.flatMap((person) => {
    const [address, ...others] = addressesOf(person);
    if (person.disabled === true || address === undefined || others.length > 0 || person.number === undefined)
      return [];
    if (holders.get(address) !== 1 || person.mailPerso === undefined) return [];
    return [{ uid: person.uid, dn: dnOf(person), address, number: person.number }];
  });
}

function addressesOf({ mailPerso = [], mailPrive = [] }: Person): string[] {
  const written = [...mailPerso, ...mailPrive.map((labelled) => labelled.replace(/^\{\w+\}/, ''))];
  return [...new Set(written.map((address) => address.toLowerCase()))];
}

/** Hands people out in turn, over all runs, so that no run meets what the one before has left behind. */
export class Crowd {
  readonly walkers: readonly Walker[];
  #at = 0;

  constructor(count: number) {
    this.walkers = walkersAmong(count);
    if (this.walkers.length === 0) throw new Error(`nobody of ${count} people can walk the procedure alone`);
  }

  take(count: number): readonly Walker[] {
    return Array.from({ length: count }, () => {
      const walker = this.walkers[this.#at % this.walkers.length];
      this.#at += 1;
      if (walker === undefined) throw new Error('nobody is left');
      return walker;
    });
  }
}
