import type { Draw } from '../support/draw.ts';
import type { Mortal } from './mortal-service.ts';
import type { Counters } from './walk.ts';
import type { World } from './world.ts';

/** What was done, by name, for the table at the end. */
export type Counts = Readonly<Record<string, number>>;

/** Where a fault family acts: people are on their way through the service meanwhile. */
export interface Stage {
  readonly world: World;
  readonly service: Mortal;
  readonly counters: Counters;
  readonly random: Draw;
  /** No more faults than this. */
  readonly most: number;
  /** Whether everybody is through, or time is up. */
  readonly isOver: () => boolean;
  /** Called after each fault with how many there have been. */
  readonly tell: (faults: number) => void;
}

/**
 * Makes trouble until everybody is through, or has been hindered enough; then all is well again, and the service runs.
 * What goes wrong and for how long is drawn, so that a seed repeats it.
 */
export type Trouble = (stage: Stage) => Promise<Counts>;

/** Something that goes wrong for a while. */
export interface Fault {
  readonly name: string;
  begin(stage: Stage): unknown;
  /** All is well again once this has resolved. */
  end(stage: Stage): unknown;
}
