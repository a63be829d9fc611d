/** The least share that is let through, so that an end of the strain is noticed by those it would serve. */
const LEAST_SHARE = 0.02;
/** A single long turn of the loop is a collection of garbage, or a machine that hiccups; two in a row are a queue. */
const STRAINS_TO_CLOSE = 2;
const CLOSING = 0.5;
const OPENING = 0.05;

/** How what stands behind a gate fares. */
export type Strain = 'strained' | 'eased' | 'between';

/**
 * Lets a share of those who come through. It halves at every measurement that finds strain, stays while there is neither
 * strain nor ease, and grows back by a twentieth at a time: it closes fast, opens slowly, and settles at what can be done.
 */
export class Gate {
  #share = 1;
  #credit = 0;
  #strains = 0;

  get isOpen(): boolean {
    return this.#share === 1;
  }

  /** Whether the next one may pass: of a share of 0.25, every fourth. */
  admits(): boolean {
    if (this.#share === 1) return true;
    this.#credit += this.#share;
    if (this.#credit < 1) return false;
    this.#credit -= 1;
    return true;
  }

  note(strain: Strain): void {
    this.#strains = strain === 'strained' ? this.#strains + 1 : 0;
    if (this.#strains >= STRAINS_TO_CLOSE) this.#share = Math.max(LEAST_SHARE, this.#share * CLOSING);
    if (strain === 'eased') this.#share = Math.min(1, this.#share + OPENING);
  }
}
