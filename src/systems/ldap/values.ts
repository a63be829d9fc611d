import type { Entry } from 'ldapts';

/** The values of an attribute, whatever the case in which the server writes its name. */
export function valuesOf(entry: Entry, attribute: string): readonly string[] {
  const wanted = attribute.toLowerCase();
  const held = Object.entries(entry).find(([name]) => name.toLowerCase() === wanted);
  return held === undefined ? [] : [held[1]].flat().map(String);
}
