import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type RequestListener, type Server, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createPki } from './pki.ts';
import { createTempFolder } from './temp-folder.ts';

/** One application that answers in clear and encrypted. */
export interface HttpStand extends AsyncDisposable {
  readonly ports: { readonly plain: number; readonly encrypted: number };
  /** PEM text of the authority that its certificate is from. */
  readonly ca: string;
  /** And of another one. */
  readonly otherCa: string;
}

export async function startHttpStand(listener: RequestListener): Promise<HttpStand> {
  await using folder = await createTempFolder('jeton-http-');
  await using otherFolder = await createTempFolder('jeton-http-');
  const pki = await createPki(folder.path);
  const { caPem: otherCa } = await createPki(otherFolder.path);
  const files = await pki.issue('application');
  const tls = { cert: await readFile(files.certificate, 'utf8'), key: await readFile(files.key, 'utf8') };
  const plain = createServer(listener);
  const encrypted = createTlsServer(tls, listener);
  return {
    ports: { plain: await listen(plain), encrypted: await listen(encrypted) },
    ca: pki.caPem,
    otherCa,
    async [Symbol.asyncDispose]() {
      await Promise.all([plain, encrypted].map(closeServer));
    },
  };
}

/** One server in clear, on a port of its own; for answers that no real application gives. */
export async function startPlainServer(
  listener: RequestListener,
): Promise<{ readonly port: number } & AsyncDisposable> {
  const server = createServer(listener);
  return { port: await listen(server), [Symbol.asyncDispose]: () => closeServer(server) };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
