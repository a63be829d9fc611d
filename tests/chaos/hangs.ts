import { holdLedger } from '../support/busy-ledger.ts';
import type { SlowDisk } from '../support/slow-disk.ts';
import { until } from '../support/until.ts';
import type { SceneStage } from './campaign.ts';

type End = () => unknown;

/** A back-end that can be made to hang. */
export interface Hang {
  readonly name: string;
  /** Whether somebody who asks for a link waits for it. */
  readonly isAsked: boolean;
  /** Whether pages that show where a reset stands wait for it. */
  readonly isRead: boolean;
  /** Makes it hang; returns what ends that. */
  begin(stage: SceneStage): End | Promise<End>;
  /** Resolves once something hangs there, where that can be seen. */
  isMet(stage: SceneStage): unknown;
}

const SEEN_MS = 60_000;

export const directoryHangs: Hang = {
  ...{ name: 'directory', isAsked: true, isRead: false },
  async begin({ world: { slapd } }) {
    await slapd.freeze();
    return () => {
      slapd.resume();
    };
  },
  isMet: () => undefined,
};

export const relayHangs: Hang = {
  ...{ name: 'relay', isAsked: false, isRead: false },
  begin({ world: { relay } }) {
    relay.behave({ greeting: 'hang', message: 'hang' });
    return async () => {
      relay.behave({});
      await relay.stop();
      await relay.start();
    };
  },
  isMet: ({ world }) => world.relay.waitForHang(),
};

export const applicationHangs: Hang = {
  ...{ name: 'application', isAsked: false, isRead: false },
  begin({ world: { receiver } }) {
    receiver.behave({ hangs: true });
    return async () => {
      receiver.behave({});
      await receiver.stop();
      await receiver.start();
    };
  },
  isMet: ({ world: { receiver } }) =>
    until(() => receiver.hung > 0 || undefined, { missing: 'nobody hangs', patienceMs: SEEN_MS }),
};

export function flushHangs(disk: () => SlowDisk): Hang {
  return {
    ...{ name: 'flush of the ledger', isAsked: true, isRead: true },
    async begin() {
      await disk().hold();
      return () => disk().release();
    },
    isMet: () => disk().waitForFlush(),
  };
}

/** Another process has the ledger's write lock and does not let go. */
export const lockHangs: Hang = {
  ...{ name: 'lock of the ledger', isAsked: true, isRead: true },
  begin({ world }) {
    const held = holdLedger(world.installation.ledger);
    return () => {
      held[Symbol.dispose]();
    };
  },
  isMet: () => undefined,
};
