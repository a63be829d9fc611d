/** A value that is made when it is first asked for, and never again: what takes long to make must not make a start longer. */
export function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
