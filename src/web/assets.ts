import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type Colours, OWN_COLOURS } from '../platform/institution.ts';
import { COMMON_WORDS } from '../policy/common-words.ts';
import { logoName } from './logo.ts';
import { Packed } from './packed.ts';
import { themeOf } from './theme.ts';

/** One file that browsers fetch. */
export interface Asset {
  readonly type: string;
  readonly content: Packed;
}

export interface Assets {
  /** By the file name in the URL, hash included. */
  readonly files: ReadonlyMap<string, Asset>;
  /** `style.css` -> `style.3f2a1b0c9d.css`; undefined when there is no such file. */
  find(name: string): string | undefined;
  /** What the style sheet says, for a page that holds it. */
  readonly style: string;
  /** The icon as a `data:` URL. */
  readonly icon: string;
}

const FOLDER = join(import.meta.dirname, 'assets');
const STYLE = 'style.css';
const ICON = 'icon.svg';
const HASH_LENGTH = 10;

const TYPES: Readonly<Record<string, string>> = {
  '.txt': 'text/plain; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};
const PACKED_ALREADY = ['.png', '.woff2'];

/** Reads everything once: nothing that a request says ever reaches the file system. */
export async function loadAssets(logo: Uint8Array | undefined, colours: Colours): Promise<Assets> {
  const names = new Map<string, string>();
  const files = new Map<string, Asset>();
  const sources = await readSources(colours);
  const [style, icon] = [textIn(sources, STYLE), textIn(sources, ICON)];
  sources.set('words.txt', Buffer.from(COMMON_WORDS.join(' ')));
  // Every page holds it.
  sources.delete(ICON);
  if (logo !== undefined) sources.set(logoName(logo), Buffer.from(logo));
  for (const [name, content] of sources) {
    const ending = extname(name);
    const hash = createHash('sha256').update(content).digest('hex').slice(0, HASH_LENGTH);
    const hashed = `${name.slice(0, -ending.length)}.${hash}${ending}`;
    names.set(name, hashed);
    files.set(hashed, buildAsset(ending, content));
  }
  return { files, find: (name) => names.get(name), style, icon: `data:image/svg+xml,${encodeURIComponent(icon)}` };
}

async function readSources(colours: Colours): Promise<Map<string, Buffer>> {
  const sources = new Map<string, Buffer>();
  const entries = await readdir(FOLDER);
  for (const name of entries.filter((entry) => extname(entry) in TYPES).sort()) {
    const content = await readFile(join(FOLDER, name));
    sources.set(name, name === STYLE ? themed(withoutComments(content), colours) : content);
  }
  return sources;
}

function textIn(sources: ReadonlyMap<string, Buffer>, name: string): string {
  const content = sources.get(name);
  if (content === undefined) throw new Error(`there is no ${name}`);
  return content.toString();
}

function themed(style: Buffer, colours: Colours): Buffer {
  return colours === OWN_COLOURS ? style : Buffer.concat([style, Buffer.from(themeOf(colours))]);
}

/** Comments and indentation are for us. */
function withoutComments(style: Buffer): Buffer {
  return Buffer.from(
    style
      .toString()
      .replaceAll(/\/\*.*?\*\//gs, '')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );
}

function buildAsset(ending: string, content: Buffer): Asset {
  const isPackedAlready = PACKED_ALREADY.includes(ending);
  return { type: TYPES[ending] ?? 'application/octet-stream', content: new Packed(content, { isPackedAlready }) };
}
