import { request as ask } from 'node:http';
import type { Transport } from '../../src/attacks/form-client.ts';

/** A request that got no whole answer. */
export class BrokenConnection extends Error {
  /** Nobody listened: the request cannot have had any effect. */
  readonly neverSent: boolean;

  constructor(cause: unknown) {
    super('the connection broke', { cause });
    this.neverSent = cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
  }
}

/**
 * Requests over a socket of their own each, so that nothing is ever sent again behind the caller's back.
 * @param origin where the server listens
 * @param client the address that a trusted reverse proxy would report
 */
export function overHttp(origin: string | URL, client?: string): Transport {
  return async ({ method, url, headers, body }) => {
    const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<Transport>>>();
    const forwarded = client === undefined ? {} : { 'x-forwarded-for': client };
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options = { method, agent: false, headers: { ...headers, ...forwarded, ...length } };
    const request = ask(new URL(url, origin), options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.complete) resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        else reject(new Error('the answer was cut short'));
      });
    });
    request.on('error', reject);
    request.end(body);
    try {
      return await promise;
    } catch (thrown) {
      throw new BrokenConnection(thrown);
    }
  };
}
