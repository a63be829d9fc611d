/** What the settings will know and this version does not: refused by name, never ignored. */
export const LATER = {
  settings: ['desk'],
  directories: ['sql'],
} as const;

/** @param what as the settings file writes it, in the words after the setting's path */
export function notYet(what: string): string {
  return `\`${what}\` is not yet supported by this version`;
}
