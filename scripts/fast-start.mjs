// Loaded before the command (`node --import`): what one start has found out, the next one need not. Node keeps compiled
// code, types already stripped; here is kept besides where each module of the libraries lies, which takes Node several
// looks at the disk for each of some seven hundred. What is kept can be removed at any time: it only saves time.
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { enableCompileCache, flushCompileCache, getCompileCacheDir, registerHooks } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '..');
const ROOT_URL = pathToFileURL(`${ROOT}/`).href;
const LIBRARIES = `${ROOT_URL}node_modules/`;
/** A service is killed sooner than it ends: what its start has found out is kept once it has settled. In milliseconds. */
const SETTLED_MS = 2000;

/** The libraries lie where they did for as long as the lockfile is the same. */
function signature() {
  const { mtimeMs, size } = statSync(join(ROOT, 'package-lock.json'));
  return [process.version, ROOT_URL, mtimeMs, size].join(' ');
}

/**
 * @param {string} file
 * @param {string} signed
 * @returns {Map<string, string>}
 */
function read(file, signed) {
  try {
    const kept = /** @type {{ signed: string, found: Record<string, string> }} */ (
      JSON.parse(readFileSync(file, 'utf8'))
    );
    if (kept.signed === signed) return new Map(Object.entries(kept.found));
  } catch {
    // Nothing is kept yet, or nothing that can be read.
  }
  return new Map();
}

/**
 * Whole or not at all: others may start at this moment.
 *
 * @param {string} file
 * @param {unknown} content
 */
function write(file, content) {
  const temporary = `${file}.${process.pid}`;
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(temporary, JSON.stringify(content));
  renameSync(temporary, file);
}

function remember() {
  const file = join(getCompileCacheDir() ?? '', 'modules.json');
  const signed = signature();
  const found = read(file, signed);
  let isNew = false;
  registerHooks({
    resolve(specifier, context, next) {
      const from = context.parentURL ?? '';
      const isOurs = !from.startsWith(LIBRARIES);
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
    if (isNew) write(file, { signed, found: Object.fromEntries(found) });
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
  enableCompileCache(process.env['NODE_COMPILE_CACHE'] ?? join(ROOT, '.cache/compiled'));
  if (getCompileCacheDir() !== undefined) keepAfter(remember());
} catch {
  // Without it everything works as well.
}
