import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, test } from 'node:test';
import { startDeadline } from '../../src/platform/deadline.ts';
import { isInTime } from '../../src/platform/in-time.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { Application, Carried, PasswordNews } from '../../src/systems/application.ts';
import { startPlainServer } from '../support/http-stand.ts';

export interface HttpContract {
  readonly connector: string;
  readonly open: (port: number) => Application;
  /** The answer to a search that finds the account, so that what follows is the setting of its password. */
  readonly found: string;
  /** What this protocol never answers, though it is JSON. */
  readonly otherShapes: readonly string[];
}

const PASSWORD = 'Mauvais-17-mot';
const PATIENCE_MS = 20_000;
const SHORT_MS = 500;
/** Longer than any signal of these tests, and shorter than what the connectors' own settings give a server: 60 seconds. */
const MARK_MS = 40_000;
const KEPT_BYTES = 128 * 1024 * 1024;
const HUGE_BYTES = 1024 * 1024 * 1024;
const PIECE = Buffer.alloc(64 * 1024, ' ');

type Reply = (response: ServerResponse) => void;
type Stage = 'the search' | 'the password';

const json = { 'content-type': 'application/json' };

/** Answers that are good HTTP and nothing that the protocol knows: what proxies, log-in pages and broken servers give. */
export function httpContract({ connector, open, found, otherShapes }: HttpContract): void {
  describe(`application ${connector} on a server that answers badly`, () => {
    for (const stage of ['the search', 'the password'] as const) {
      const answered = (reply: Reply, ms = PATIENCE_MS): Promise<Outcome> =>
        deliverTo({ open, found, stage, reply, ms });
      const later = async (reply: Reply, ms = PATIENCE_MS): Promise<Outcome> => {
        const outcome = await answered(reply, ms);
        assert.equal(outcome.carried.kind, 'later', JSON.stringify(outcome.carried));
        assert.ok(!JSON.stringify(outcome.carried).includes(PASSWORD), 'the password stands in the detail');
        return outcome;
      };

      test(`${stage} is redirected`, async () => {
        const heard: string[] = [];
        await using elsewhere = await startPlainServer((request, response) => {
          heard.push(request.url ?? '');
          response.writeHead(200, json).end(found);
        });
        const location = `http://127.0.0.1:${elsewhere.port}/`;
        for (const status of [301, 302, 303, 307, 308]) {
          await later((response) => response.writeHead(status, { location }).end());
          assert.deepEqual(heard, [], `it followed a ${status}`);
        }
      });

      test(`${stage} is answered with a page`, async () => {
        const page = `<!doctype html><title>Connexion</title><p>${PASSWORD}</p>`;
        await later((response) => response.writeHead(200, { 'content-type': 'text/html' }).end(page));
        await later((response) => response.writeHead(200, json).end(page));
      });

      test(`${stage} is answered with JSON of another shape`, async () => {
        for (const shape of otherShapes) await later((response) => response.writeHead(200, json).end(shape));
      });

      test(`${stage} is answered with half a document`, async () => {
        const half = found.slice(0, Math.floor(found.length / 2));
        await later((response) => response.writeHead(200, json).end(half));
        await later((response) => {
          response.writeHead(200, { ...json, 'content-length': String(found.length + 1) });
          response.write(found, () => response.destroy());
        });
      });

      test(`${stage} is answered with a gigabyte`, async () => {
        const before = process.memoryUsage().rss;
        const { sent } = await later((response) => {
          response.writeHead(200, { ...json, 'content-length': String(HUGE_BYTES) });
          pour(response);
        });
        assert.ok(process.memoryUsage().rss - before < KEPT_BYTES, 'it keeps what comes');
        assert.ok(sent() < HUGE_BYTES, 'it reads to the end');
      });

      test(`${stage} is answered by a trickle without end`, async () => {
        let trickle: NodeJS.Timeout | undefined;
        await later((response) => {
          response.writeHead(200, json);
          trickle = setInterval(() => response.write(' '), 5);
        }, SHORT_MS);
        clearInterval(trickle);
      });

      test(`${stage} is answered with any other status and a page`, async () => {
        for (const status of [202, 400, 401, 403, 404, 405, 407, 409, 413, 418, 422, 500, 501, 502, 504]) {
          await later((response) => response.writeHead(status, { 'content-type': 'text/html' }).end('<p>Non.</p>'));
        }
      });

      test(`${stage} is to come again in two minutes`, async () => {
        for (const status of [429, 503]) {
          const { carried } = await later((response) => response.writeHead(status, { 'retry-after': '120' }).end());
          assert.partialDeepStrictEqual(carried, { kind: 'later', afterMs: 120_000 });
        }
      });
    }
  });
}

function pour(response: ServerResponse): void {
  const more = (): void => {
    while (!response.destroyed && response.write(PIECE)) continue;
  };
  response.on('drain', more);
  more();
}

interface Trial {
  readonly open: (port: number) => Application;
  readonly found: string;
  readonly stage: Stage;
  readonly reply: Reply;
  readonly ms: number;
}

interface Outcome {
  readonly carried: Carried;
  /** Bytes of the answers so far. */
  readonly sent: () => number;
}

async function deliverTo({ open, found, stage, reply, ms }: Trial): Promise<Outcome> {
  const sockets = new Set<IncomingMessage['socket']>();
  let requests = 0;
  await using server = await startPlainServer((request, response) => {
    sockets.add(request.socket);
    request.resume();
    requests += 1;
    if (stage === 'the search' || requests > 1) reply(response);
    else response.writeHead(200, json).end(found);
  });
  await using application = open(server.port);
  using deadline = startDeadline(ms);
  const delivering = application.deliver(news(), deadline.signal);
  assert.ok(await isInTime(delivering, MARK_MS), 'it does not end when its signal does');
  const carried = await delivering;
  assert.equal(requests, stage === 'the search' ? 1 : 2);
  return { carried, sent: () => [...sockets].reduce((bytes, socket) => bytes + socket.bytesWritten, 0) };
}

function news(): PasswordNews {
  return {
    ...{ deliveryId: '0193a1b2-0000-7000-8000-000000000000', accountId: 'id-1', number: '28700001', login: 'cmartin' },
    ...{ chosenAt: Date.now(), password: new Secret(PASSWORD) },
  };
}
