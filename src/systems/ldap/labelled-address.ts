/** A label that is never a way in, whatever the settings say: a parent is not the person. */
const NEVER = 'PARENTS';

/** The labels of the settings under which an address is the person's own way in. */
export function usableLabels(labels: readonly string[]): readonly string[] {
  return labels.filter((label) => label.toUpperCase() !== NEVER);
}

/** Whether somebody typed a label with the address: no address begins so, and a search for it would find what is stored. */
export function startsWithLabel(typed: string): boolean {
  return typed.startsWith('{');
}

/**
 * The address in a stored value, plain or `{LABEL}address` (SupAnn 2021, supannMailPrive), exactly as it is stored;
 * undefined under any other label.
 */
export function addressIn(value: string, labels: readonly string[]): string | undefined {
  if (!startsWithLabel(value)) return value;
  const end = value.indexOf('}');
  const label = value.slice(1, end).toUpperCase();
  const address = value.slice(end + 1);
  const isUsable = end > 0 && address !== '' && !startsWithLabel(address);
  return isUsable && labels.some((usable) => usable.toUpperCase() === label) ? address : undefined;
}
