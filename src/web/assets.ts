import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

export type Encoding = 'br' | 'gzip' | 'identity';

/** One file that browsers fetch, in every encoding it is worth having in. */
export interface Asset {
  readonly type: string;
  readonly bodies: ReadonlyMap<Encoding, Buffer>;
}

export interface Assets {
  /** By the file name in the URL, hash included. */
  readonly files: ReadonlyMap<string, Asset>;
  /** `style.css` -> `style.3f2a1b0c9d.css`; undefined when there is no such file. */
  find(name: string): string | undefined;
}

const FOLDER = join(import.meta.dirname, 'assets');
const HASH_LENGTH = 10;
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};
const PACKED_ALREADY = ['.png', '.woff2'];

/** Reads and compresses everything once: nothing that a request says ever reaches the file system. */
export async function loadAssets(logo: Uint8Array | undefined): Promise<Assets> {
  const names = new Map<string, string>();
  const files = new Map<string, Asset>();
  const sources = await readSources();
  if (logo !== undefined) sources.set(logoName(logo), Buffer.from(logo));
  for (const [name, content] of sources) {
    const ending = extname(name);
    const hash = createHash('sha256').update(content).digest('hex').slice(0, HASH_LENGTH);
    const hashed = `${name.slice(0, -ending.length)}.${hash}${ending}`;
    names.set(name, hashed);
    files.set(hashed, await buildAsset(ending, content));
  }
  return { files, find: (name) => names.get(name) };
}

/** The name a logo is served under: PNG by its signature, SVG otherwise. @see https://www.w3.org/TR/png-3/#5PNG-file-signature */
export function logoName(logo: Uint8Array): string {
  const signature = Buffer.from(logo.subarray(0, PNG.length));
  return signature.equals(PNG) ? 'logo.png' : 'logo.svg';
}

async function readSources(): Promise<Map<string, Buffer>> {
  const sources = new Map<string, Buffer>();
  const entries = await readdir(FOLDER);
  for (const name of entries.filter((entry) => extname(entry) in TYPES).sort()) {
    sources.set(name, await readFile(join(FOLDER, name)));
  }
  return sources;
}

async function buildAsset(ending: string, content: Buffer): Promise<Asset> {
  const bodies = new Map<Encoding, Buffer>([['identity', content]]);
  if (!PACKED_ALREADY.includes(ending)) {
    bodies.set('br', await promisify(brotliCompress)(content)).set('gzip', await promisify(gzip)(content));
  }
  return { type: TYPES[ending] ?? 'application/octet-stream', bodies };
}

/** The best encoding that a client takes. @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3 */
export function encodingFor(accepted: string | undefined): Encoding {
  const codings = (accepted ?? '').toLowerCase().split(',');
  const takes = (wanted: string): boolean =>
    codings.some((each) => each.split(';', 1)[0]?.trim() === wanted && !/;\s*q=0(\.0*)?\s*$/.test(each));
  if (takes('br')) return 'br';
  return takes('gzip') ? 'gzip' : 'identity';
}
