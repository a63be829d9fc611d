// Loaded before the command (`node --import`): what one start has found out, the next one need not. Node keeps compiled
// code, types already stripped; here is kept besides where each module of the libraries lies, which takes Node several
// looks at the disk for each of some seven hundred. What is kept can be removed at any time: it only saves time.
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { enableCompileCache, flushCompileCache, getCompileCacheDir, registerHooks } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers';
import { URL, pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';

const ROOT = join(import.meta.dirname, '..');
const ROOT_URL = pathToFileURL(`${ROOT}/`).href;
const OURS = `${ROOT_URL}src/`;
const LIBRARIES = `${ROOT_URL}node_modules/`;
/** A service is killed sooner than it ends: what its start has found out is kept once it has settled. In milliseconds. */
const SETTLED_MS = 2000;
const END = 'end';

/** The libraries lie where they did for as long as the lockfile is the same. */
function signature() {
  const { mtimeMs, size } = statSync(join(ROOT, 'package-lock.json'));
  return [process.version, ROOT_URL, mtimeMs, size].join(' ');
}

/**
 * The first line signs; each other one is a question to the resolver and its answer.
 *
 * @param {string} file
 * @param {string} signed
 * @returns {Map<string, string>}
 */
function read(file, signed) {
  /** @type {Map<string, string>} */
  const found = new Map();
  try {
    const [before, ...lines] = readFileSync(file, 'utf8').split('\n');
    // Without its end it was written by nobody who got to the end.
    if (before !== signed || lines.pop() !== END) return found;
    for (const line of lines) {
      const [question = '', answer = ''] = line.split('\t');
      found.set(question, answer);
    }
  } catch {
    // Nothing is kept yet.
  }
  return found;
}

/**
 * Whole or not at all: others may start at this moment.
 *
 * @param {string} file
 * @param {readonly string[]} lines
 */
function write(file, lines) {
  const temporary = `${file}.${process.pid}`;
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(temporary, lines.join('\n'));
  renameSync(temporary, file);
}

function remember() {
  const file = join(getCompileCacheDir() ?? '', 'modules');
  const signed = signature();
  const found = read(file, signed);
  let isNew = false;
  registerHooks({
    resolve(specifier, context, next) {
      const from = context.parentURL ?? '';
      const isOurs = !from.startsWith(LIBRARIES);
      // Ours are written with their endings: where they lie is what they say.
      if (isOurs && from.startsWith(OURS) && /^\.{1,2}\/.*\.ts$/.test(specifier)) {
        return { url: new URL(specifier, from).href, format: 'module-typescript', shortCircuit: true };
      }
      if (isOurs && /^[./]|^[a-z]+:/.test(specifier)) return next(specifier, context);
      const way = context.conditions.includes('require') ? 'require' : 'import';
      const key = `${way} ${specifier} ${isOurs ? '' : from.slice(LIBRARIES.length)}`;
      const known = found.get(key);
      if (known !== undefined) {
        const [format = '', path = ''] = known.split(' ');
        return { url: LIBRARIES + path, ...(format !== '' && { format }), shortCircuit: true };
      }
      const resolved = next(specifier, context);
      if (resolved.url.startsWith(LIBRARIES) && !resolved.url.includes(' ')) {
        found.set(key, `${resolved.format ?? ''} ${resolved.url.slice(LIBRARIES.length)}`);
        isNew = true;
      }
      return resolved;
    },
  });
  return () => {
    if (isNew) write(file, [signed, ...Array.from(found, (each) => each.join('\t')), END]);
    isNew = false;
  };
}

/** @param {() => void} keep */
function keepAfter(keep) {
  const inSilence = () => {
    try {
      keep();
    } catch {
      // A folder that cannot be written, a full disk: the next start takes as long as this one.
    }
  };
  process.on('exit', inSilence);
  setTimeout(() => {
    flushCompileCache();
    inSilence();
  }, SETTLED_MS).unref();
}

try {
  // Threads load next to nothing.
  if (isMainThread) {
    enableCompileCache(process.env['NODE_COMPILE_CACHE'] ?? join(ROOT, '.cache/compiled'));
    if (getCompileCacheDir() !== undefined) keepAfter(remember());
  }
} catch {
  // Without it everything works as well.
}
