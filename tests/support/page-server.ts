import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { LANGUAGES } from '../../src/platform/language.ts';
import { COMMON_WORDS } from '../../src/policy/common-words.ts';
import { securityHeaders } from '../../src/web/headers.ts';
import { SAMPLE_SITE, samplePages, sampleVisit } from './sample-pages.ts';

const ASSETS = join(import.meta.dirname, '../../src/web');
const { base, style } = SAMPLE_SITE;
/** What the service sends with every page. */
const HEADERS = securityHeaders(new URL('http://127.0.0.1/'), style);
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};
const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="72"><rect width="240" height="72"/></svg>';

/** Every page in every state and language, as the service serves it. */
export interface PageServer extends AsyncDisposable {
  /** What is answered, by path under the base: `fr/request`. Further ones may be put in. */
  readonly pages: Map<string, string>;
  /** Other files, with their types. */
  readonly files: Map<string, readonly [content: string, type: string]>;
  readonly addressOf: (name: string) => string;
}

export async function startPageServer(): Promise<PageServer> {
  const pages = new Map<string, string>();
  for (const language of LANGUAGES) {
    for (const { name, page } of samplePages(sampleVisit(language))) pages.set(`${language}/${name}`, String(page));
  }
  const files = new Map<string, readonly [string, string]>([
    ['logo.svg', [LOGO, 'image/svg+xml']],
    ['assets/words.txt', [COMMON_WORDS.join(' '), 'text/plain']],
  ]);
  const contentOf = async (path: string): Promise<readonly [string | Buffer, string] | undefined> => {
    const page = pages.get(path);
    if (page !== undefined) return [page, 'text/html; charset=utf-8'];
    const type = TYPES[extname(path)];
    if (files.has(path) || type === undefined || !/^assets\/[a-z]+\.[a-z]+$/.test(path)) return files.get(path);
    return [await readFile(join(ASSETS, path)), type];
  };
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/\?.*$/, '').slice(base.length);
    const fail = (): void => void response.writeHead(404).end();
    contentOf(path).then((found) => {
      if (found === undefined) fail();
      else response.writeHead(200, { ...HEADERS, 'Content-Type': found[1] }).end(found[0]);
    }, fail);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ...{ pages, files },
    addressOf: (name) => `http://127.0.0.1:${port}${base}${name}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
