import type { Socket } from 'node:net';
import { until, whyOver } from '../../platform/deadline.ts';

export type Changed =
  | { readonly kind: 'rows'; readonly count: number }
  /** Not reached, or not done; `detail` holds no value of any row. */
  | { readonly kind: 'failed'; readonly detail: string };

export interface Change {
  /** In the order of the statement's names. */
  readonly values: readonly string[];
  /** Rolled back, whatever it did. */
  readonly isTrial: boolean;
}

/** Runs the one statement, each time over a connection of its own: nothing of an earlier try is left behind. */
export interface Database {
  /** Commits when exactly one row was changed, else rolls back. */
  change(change: Change, signal: AbortSignal): Promise<Changed>;
  /** The form in which a moment is handed over; in UTC. */
  moment(milliseconds: number): string;
}

/** What a server says when it is asked to change one row is far shorter. */
const MOST_BYTES = 1024 * 1024;
const LOOK_MS = 10;

/**
 * Runs work over a socket that ends with the signal, and once more comes back than any answer needs.
 * @param work is handed the way in which its driver is to open the socket
 * @param explain what a driver's error says, without any value
 */
export async function overSocket(
  { work, explain }: { work: (keep: (socket: Socket) => Socket) => Promise<number>; explain: Explain },
  signal: AbortSignal,
): Promise<Changed> {
  const sockets: Socket[] = [];
  const isFlooded = (): boolean => sockets.some(({ bytesRead }) => bytesRead > MOST_BYTES);
  // The drivers' own listeners see what is decrypted, and TLS takes over the handle: the count is what remains.
  const look = setInterval(() => {
    if (!isFlooded()) return;
    for (const socket of sockets) socket.destroy();
  }, LOOK_MS);
  try {
    const working = work((socket) => {
      sockets.push(socket);
      return socket;
    });
    return { kind: 'rows', count: await until(working, signal) };
  } catch (thrown) {
    if (signal.aborted) return { kind: 'failed', detail: whyOver(signal) };
    return { kind: 'failed', detail: isFlooded() ? 'an answer without end' : explain(thrown) };
  } finally {
    clearInterval(look);
    for (const socket of sockets) socket.destroy();
  }
}

type Explain = (thrown: unknown) => string;

/**
 * What a server says of the statement itself (SQLSTATE classes 42, syntax and rights; 28, the login; 3D, the database)
 * names tables and columns and helps; whatever else it says may repeat a value, and is told by its code alone.
 */
export function explainAnswer(state: string, message: string): string {
  const about = /^(?:42|28|3D)/.test(state) ? `: ${message.replaceAll(/\s+/g, ' ').slice(0, 200)}` : '';
  return `SQLSTATE ${state}${about}`;
}
