import type { Cores } from '../cores.ts';

/** How large a measurement is. */
export interface Settings {
  /** Operations of one run. */
  readonly count: number;
  readonly concurrency: number;
  /** How many runs of everything, in turn, so that the machine's noise falls on all alike. */
  readonly rounds: number;
  /** How many people the directory holds. */
  readonly people: number;
  readonly cores: Cores;
  /** Whether LemonLDAP::NG is measured beside it; root on Debian has it installed. */
  readonly withPeer: boolean;
  /** How often something goes wrong in `rentree`. */
  readonly faultEverySeconds: number;
}

/** One thing to measure. @returns Markdown */
export type Row = (settings: Settings) => Promise<string>;

/** What is under way, on standard error: standard output is the result alone. */
export function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}
