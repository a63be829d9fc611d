import type { Installation } from './jeton.ts';
import { until } from './until.ts';

/** Longer than a dead courier's lease and the longest wait between two early tries, in milliseconds. */
const PATIENCE_MS = 60_000;

/** Waits until nothing is under way any more, as the readiness page tells machines. */
export async function waitForRest(
  { management }: Pick<Installation, 'management'>,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  let left = '';
  const look = async (): Promise<true | undefined> => {
    const response = await fetch(`${management}/readyz`);
    const { underWay } = (await response.json()) as { underWay: readonly unknown[] };
    left = JSON.stringify(underWay);
    return underWay.length === 0 ? true : undefined;
  };
  await until(look, { missing: () => `still under way: ${left}`, patienceMs, lookMs: 200 });
}
