import { Agent, request as ask } from 'node:http';

/** One answer that the flood got. */
export interface Washed {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** The address that was asked for; undefined for a form that was fetched. */
  readonly address: string | undefined;
  readonly body: string;
}

export interface FloodOptions {
  readonly url: string;
  readonly atOnce: number;
  /** Each is asked for once. */
  readonly addresses: readonly string[];
}

/** Far more people than can be served, each coming back as soon as they are answered: half of them fetch the form. */
export interface Flood extends AsyncDisposable {
  /** All but the forms that were served. */
  readonly washed: readonly Washed[];
  /** Nobody comes any more; waits for those who have. */
  ebb(): Promise<void>;
}

export function startFlood({ url, atOnce, addresses }: FloodOptions): Flood {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const left = [...addresses];
  const washed: Washed[] = [];
  let isOver = false;
  const comeAgain = async (index: number): Promise<void> => {
    while (!isOver) {
      const address = index % 2 === 0 ? undefined : left.pop();
      const answer = await visit({ url, agent }, address);
      // Forms that are served come in hundreds of thousands, and are all alike.
      if (answer.status !== 200 || address !== undefined) washed.push(answer);
    }
  };
  const all = Promise.all(Array.from({ length: atOnce }, (_each, index) => comeAgain(index)));
  const ebb = async (): Promise<void> => {
    isOver = true;
    await all;
    agent.destroy();
  };
  return { washed, ebb, [Symbol.asyncDispose]: ebb };
}

async function visit(
  { url, agent }: { readonly url: string; readonly agent: Agent },
  address: string | undefined,
): Promise<Washed> {
  const { promise, resolve, reject } = Promise.withResolvers<Washed>();
  const body = address === undefined ? undefined : new URLSearchParams({ email: address }).toString();
  const method = body === undefined ? 'GET' : 'POST';
  const headers =
    body === undefined
      ? {}
      : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(Buffer.byteLength(body)) };
  const request = ask(url, { method, agent, headers }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], address, body: text });
    });
  });
  request.on('error', reject);
  request.end(body);
  return await promise;
}
