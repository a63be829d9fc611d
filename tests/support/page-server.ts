import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LANGUAGES } from '../../src/platform/language.ts';
import { securityHeaders } from '../../src/web/headers.ts';
import { Packed } from '../../src/web/packed.ts';
import { SAMPLE_ASSETS, SAMPLE_SITE, samplePages, sampleVisit } from './sample-pages.ts';

const { base, style } = SAMPLE_SITE;
/** What the service sends with every page. */
const HEADERS = securityHeaders(new URL('http://127.0.0.1/'), style);
const ASSET = /^assets\/(.+)$/;
const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="72"><rect width="240" height="72"/></svg>';

/** Every page in every state and language, as the service serves it. */
export interface PageServer extends AsyncDisposable {
  /** What is answered, by path under the base: `fr/request`. Further ones may be put in. */
  readonly pages: Map<string, string>;
  /** Other files, with their types. */
  readonly files: Map<string, readonly [content: string, type: string]>;
  /** Assets, by their names without the hash, that are to be answered 404. */
  readonly missing: Set<string>;
  readonly addressOf: (name: string) => string;
}

export async function startPageServer(): Promise<PageServer> {
  const pages = new Map<string, string>();
  for (const language of LANGUAGES) {
    for (const { name, page } of samplePages(sampleVisit(language))) pages.set(`${language}/${name}`, String(page));
  }
  const files = new Map<string, readonly [string, string]>([['logo.svg', [LOGO, 'image/svg+xml']]]);
  // What the follow page's script asks for, however long somebody looks at it.
  files.set('follow', [pages.get('fr/follow') ?? '', 'text/html; charset=utf-8']);
  const missing = new Set<string>();
  const find = (path: string): { readonly type: string; readonly content: Packed } | undefined => {
    const page = pages.get(path);
    const [content, type] = page === undefined ? (files.get(path) ?? []) : [page, 'text/html; charset=utf-8'];
    if (content !== undefined && type !== undefined) return { type, content: unpacked(content) };
    const name = ASSET.exec(path)?.[1] ?? '';
    return missing.has(name) ? undefined : SAMPLE_ASSETS.files.get(SAMPLE_ASSETS.find(name) ?? '');
  };
  const server = createServer((request, response) => void answer(request, response, find)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ...{ pages, files, missing },
    addressOf: (name) => `http://127.0.0.1:${port}${base}${name}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A page holds what is one person's, and is never compressed (docs/decisions/0018). */
const unpacked = (content: string): Packed => new Packed(Buffer.from(content), { isPackedAlready: true });

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  find: (path: string) => { readonly type: string; readonly content: Packed } | undefined,
): Promise<void> {
  const found = find((request.url ?? '').replace(/\?.*$/, '').slice(base.length));
  if (found === undefined) return void response.writeHead(404).end();
  const { encoding, bytes } = await found.content.for(request.headers['accept-encoding']);
  response.writeHead(200, { ...HEADERS, 'Content-Type': found.type, 'Content-Encoding': encoding }).end(bytes);
}
