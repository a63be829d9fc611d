/** A cycle that has come to its end. */
interface Done {
  /** Seconds after the beginning. */
  readonly at: number;
  /** How long the person was under way, waits for a back end included, in seconds. */
  readonly took: number;
}

/** Something that went wrong on purpose. */
export interface Trouble {
  readonly what: string;
  /** Seconds after the beginning. */
  readonly from: number;
  readonly to: number;
}

/** What happened when. */
export class Diary {
  readonly #began = performance.now();
  readonly done: Done[] = [];
  readonly troubles: Trouble[] = [];
  /** Answers that did not come, or said "later". */
  retries = 0;

  /** Seconds since the beginning. */
  get now(): number {
    return (performance.now() - this.#began) / 1000;
  }
}
