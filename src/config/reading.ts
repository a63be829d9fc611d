/** What became of one written value: what it means, or what is wrong with it and the mend. Faults never repeat a value. */
export type Reading<T> =
  { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'fault'; readonly fault: string };

export function ok<T>(value: T): Reading<T> {
  return { kind: 'ok', value };
}

export function fault(text: string): Reading<never> {
  return { kind: 'fault', fault: text };
}
