import type { Extent, Seen } from '../campaign.ts';
import type { Engine } from '../world.ts';

/** A family of faults: the short test and the long campaign run the same. */
export interface Family {
  readonly name: string;
  /** What goes wrong, in a line. */
  readonly about: string;
  /** One round of a long campaign: as many people, and as many faults at most. */
  readonly long: Omit<Extent, 'seed'>;
  /** Its counts have `kills`. */
  readonly isKilling?: true;
  /** Engines it makes sense for, the usual one first; all of them unless said. */
  readonly engines?: readonly [Engine, ...Engine[]];
  /** What this machine does not allow, if it is that. */
  lacks?(): Promise<string | undefined>;
  round(extent: Extent): Promise<Seen>;
}
