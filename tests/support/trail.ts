import { systemRandom } from '../../src/platform/random.ts';
import { Secret } from '../../src/platform/secret.ts';
import { type TrailKeys, trailKeysOf } from '../../src/platform/trail-keys.ts';

/** Keys for a ledger that records something in a test, where it does not matter which. */
export const TRAIL: TrailKeys = trailKeysOf(new Secret<Uint8Array>(systemRandom.bytes(32)));
