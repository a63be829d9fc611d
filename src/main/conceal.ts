/** Names under which a secret or a clear address might one day be logged by mistake; nothing is logged under them on purpose. */
const NEVER: ReadonlySet<string> = new Set([
  ...['password', 'confirmation', 'token', 'email', 'authorization', 'cookie', 'set-cookie'],
]);
const CENSORED = '[redacted]';
/** Objects within objects within the entry. */
const DEPTH = 3;

type Entry = Readonly<Record<string, unknown>>;

/**
 * An entry of the log without what must never be in it. Entries that are in order, which is all of them, are handed back
 * as they are: this is asked for every line.
 */
export function conceal(entry: Entry, depth = DEPTH): Entry {
  let concealed: Record<string, unknown> | undefined;
  for (const name of Object.keys(entry)) {
    const value = entry[name];
    const shown = NEVER.has(name) ? CENSORED : isEntry(value) && depth > 1 ? conceal(value, depth - 1) : value;
    if (shown === value) continue;
    concealed ??= copyOf(entry);
    concealed[name] = shown;
  }
  return concealed ?? entry;
}

function copyOf(entry: Entry): Record<string, unknown> {
  // A list stays one; its names are its numbers.
  return Object.assign(Array.isArray(entry) ? [] : {}, entry);
}

/** What is printed name by name; an error or a secret knows itself what of it may be shown. */
function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}
