import type { Keys } from '../../src/platform/keys.ts';
import type { FindKey, SealPublicKey } from '../../src/platform/seal.ts';

/** The newest of these keys to seal to, with no file behind it. */
export function sealTo({ seal: [newest] }: Keys): () => Promise<SealPublicKey> {
  return () => Promise.resolve(newest);
}

/** All of these keys to open with, with no file behind them. */
export function findIn({ seal }: Keys): FindKey {
  return (id) => Promise.resolve(seal.find((key) => key.id === id));
}
