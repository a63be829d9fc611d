import { setTimeout as pause } from 'node:timers/promises';
import { HttpConnection } from '../http-connection.ts';

/** How often a server that starts is asked, in milliseconds. */
const ASK_AGAIN_MS = 5;

/** Resolves as soon as a page is answered with 200. */
export async function untilAnswers(page: URL): Promise<void> {
  for (;;) {
    const connection = new HttpConnection(page);
    try {
      const { status } = await connection.send(page.pathname);
      if (status === 200) return;
    } catch {
      await pause(ASK_AGAIN_MS);
    } finally {
      connection.close();
    }
  }
}
