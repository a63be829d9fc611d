/** The end of the escape that begins after a backslash: two hexadecimal digits, or the character itself. */
const ESCAPE = /\\([\dA-Fa-f]{2}|.)/gs;

/**
 * The parts of a name, outermost last, spelt so that equal ones are equal: without case, spaces around separators and
 * needless escapes. Servers may compare values by finer rules; for telling below which suffix a name stands this is enough.
 * @see https://www.rfc-editor.org/rfc/rfc4514#section-3
 */
export function partsOf(dn: string): readonly string[] {
  if (dn.trim() === '') return [];
  return splitAt(dn, ',;').map((part) => splitAt(part, '+').map(canonical).sort().join('+'));
}

/** Cuts at separators that are not escaped. */
function splitAt(text: string, separators: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (const [piece] of text.matchAll(/\\(?:[\dA-Fa-f]{2}|.)|./gs)) {
    if (!separators.includes(piece)) {
      part += piece;
      continue;
    }
    parts.push(part);
    part = '';
  }
  return [...parts, part];
}

function canonical(assertion: string): string {
  const equals = assertion.indexOf('=');
  const name = assertion.slice(0, Math.max(0, equals)).trim();
  const value = unescaped(assertion.slice(equals + 1).trim()).replaceAll(/\s+/g, ' ');
  return `${name}=${value}`.toLowerCase();
}

function unescaped(value: string): string {
  return value.replaceAll(ESCAPE, (_whole, escape: string) =>
    escape.length === 2 ? String.fromCharCode(Number.parseInt(escape, 16)) : escape,
  );
}

/** The one of these suffixes below which a name stands, the longest if several are; undefined when none is. */
export function longestSuffix<T extends { readonly suffix: string }>(dn: string, among: readonly T[]): T | undefined {
  const parts = partsOf(dn);
  const fitting = among.filter(({ suffix }) => {
    const end = partsOf(suffix);
    return end.length <= parts.length && end.every((part, index) => part === parts[parts.length - end.length + index]);
  });
  return fitting.toSorted((one, other) => partsOf(other.suffix).length - partsOf(one.suffix).length)[0];
}
