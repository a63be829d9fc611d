import { sql } from 'kysely';
import { atOneMoment } from '../../src/ledger/trail/walk.ts';
import { type Verdict, verifyTrail } from '../../src/ledger/trail/verify.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { LedgerPlace } from '../../src/ledger/place.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { createClock } from './clock.ts';
import { createRoom } from './engines.ts';
import { TRAIL } from './trail.ts';

/** A ledger with an audit trail in it, to be tampered with. */
export interface Trail extends AsyncDisposable {
  readonly ledger: Ledger;
  readonly place: LedgerPlace;
  readonly clock: ReturnType<typeof createClock>;
  verify(anchors?: Parameters<typeof verifyTrail>[2]): Promise<Verdict>;
  /** What somebody does who has the database alone. */
  run(statement: string): Promise<void>;
  /** Writes so many entries, by the code that writes them all. */
  fill(entries: number): Promise<void>;
}

const AT_ONCE = 500;

export async function startTrail(): Promise<Trail> {
  const room = await createRoom();
  const clock = createClock();
  const ledger = await openLedger({ ...room.place, clock, trail: TRAIL });
  return {
    ...{ ledger, clock, place: room.place },
    verify: (anchors = []) => atOneMoment(ledger.db, (db) => verifyTrail(db, TRAIL, anchors)),
    async run(statement) {
      await sql.raw(statement).execute(ledger.db);
    },
    async fill(entries) {
      for (let first = 0; first < entries; first += AT_ONCE) {
        await ledger.transaction(async (tx) => {
          for (let index = first; index < Math.min(entries, first + AT_ONCE); index += 1) {
            clock.advance(10);
            const accountId = `account-${index % 500}`;
            await tx.record({ kind: 'link.opened', accountId, client: '192.0.2.7', detail: { index, name: 'é “x”' } });
          }
        });
      }
    },
    async [Symbol.asyncDispose]() {
      await ledger[Symbol.asyncDispose]();
      await room[Symbol.asyncDispose]();
    },
  };
}
