import { setTimeout as pause } from 'node:timers/promises';
import { HttpConnection } from '../http-connection.ts';

/** How often a server that starts is asked, and how long it may take, in milliseconds. */
const ASK_AGAIN_MS = 5;
const PATIENCE_MS = 30_000;

/** Resolves as soon as a page is answered with 200. */
export async function untilAnswers(page: URL): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  let heard = 'nothing';
  for (;;) {
    if (performance.now() > end) throw new Error(`${page.href} did not answer: ${heard}`);
    const connection = new HttpConnection(page);
    try {
      const { status } = await connection.send(page.pathname);
      if (status === 200) return;
      heard = `status ${status}`;
    } catch (error) {
      heard = String(error);
    } finally {
      connection.close();
    }
    await pause(ASK_AGAIN_MS);
  }
}
