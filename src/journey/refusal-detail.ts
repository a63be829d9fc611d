import { REFUSALS, type Refusal } from '../systems/directory.ts';

/** What a delivery that an application has refused says of it: the reason, and the application's own words. */
export function refusalDetail(reason: Refusal, detail: string): string {
  return `${reason}: ${detail}`;
}

/** The reason, read back; undefined in what says none. */
export function refusalIn(detail: string | null): Refusal | undefined {
  return REFUSALS.find((reason) => detail?.startsWith(`${reason}: `) === true);
}
