import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type Colours, OWN_COLOURS } from '../platform/institution.ts';
import { DICTIONARY_VERSION, loadDictionary } from '../policy/dictionary.ts';
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
const STYLE_FOLDER = join(FOLDER, 'style');
const STYLE = 'style.css';
const ICON = 'icon.svg';
const WORDS = 'words.txt';
const HASH_LENGTH = 10;

const TYPES: Readonly<Record<string, string>> = {
  '.txt': 'text/plain; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};
const PACKED_ALREADY = ['.png'];

/** Reads everything once: nothing that a request says ever reaches the file system. */
export async function loadAssets(logo: Uint8Array | undefined, colours: Colours): Promise<Assets> {
  const names = new Map<string, string>();
  const files = new Map<string, Asset>();
  const sources = await readSources(colours);
  const [style, icon] = [textIn(sources, STYLE), textIn(sources, ICON)];
  // Every page holds it.
  sources.delete(ICON);
  if (logo !== undefined) sources.set(logoName(logo), Buffer.from(logo));
  const add = (name: string, asset: Asset, version: Buffer | string): void => {
    const hashed = hashedName(name, version);
    names.set(name, hashed);
    files.set(hashed, asset);
  };
  for (const [name, content] of sources) add(name, buildAsset(extname(name), content), content);
  add(WORDS, { type: typeOf(extname(WORDS)), content: new Packed(writeWords) }, DICTIONARY_VERSION);
  return { files, find: (name) => names.get(name), style, icon: `data:image/svg+xml,${encodeURIComponent(icon)}` };
}

async function readSources(colours: Colours): Promise<Map<string, Buffer>> {
  const sources = new Map<string, Buffer>();
  for (const name of await filesIn(FOLDER)) sources.set(name, await readFile(join(FOLDER, name)));
  return sources.set(STYLE, withoutComments(await readStyle(colours)));
}

/** One sheet for browsers; for us a file for each part of a page, in the order of their names. */
export async function readStyle(colours: Colours): Promise<string> {
  const names = await filesIn(STYLE_FOLDER);
  const [first = '', ...parts] = await Promise.all(names.map((name) => readFile(join(STYLE_FOLDER, name), 'utf8')));
  // Beside our own: what prints or has more contrast comes after both.
  return [first, colours === OWN_COLOURS ? '' : themeOf(colours), ...parts].join('\n');
}

async function filesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((entry) => extname(entry) in TYPES).sort();
}

function textIn(sources: ReadonlyMap<string, Buffer>, name: string): string {
  const content = sources.get(name);
  if (content === undefined) throw new Error(`there is no ${name}`);
  return content.toString();
}

/** Comments and indentation are for us. */
function withoutComments(style: string): Buffer {
  return Buffer.from(
    style
      .replaceAll(/\/\*.*?\*\//gs, '')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );
}

function hashedName(name: string, version: Buffer | string): string {
  const ending = extname(name);
  const hash = createHash('sha256').update(version).digest('hex').slice(0, HASH_LENGTH);
  return `${name.slice(0, -ending.length)}.${hash}${ending}`;
}

/** Made when the first person types a password: a start should not wait for it. */
async function writeWords(): Promise<Buffer> {
  const lines = await loadDictionary();
  return Buffer.from(lines.map((words) => words.join(' ')).join('\n'));
}

function buildAsset(ending: string, content: Buffer): Asset {
  const isPackedAlready = PACKED_ALREADY.includes(ending);
  return { type: typeOf(ending), content: new Packed(content, { isPackedAlready }) };
}

const typeOf = (ending: string): string => TYPES[ending] ?? 'application/octet-stream';
