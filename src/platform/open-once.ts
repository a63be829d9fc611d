export interface OpenedOnce<T> {
  /** Opens it, unless it is open or about to be. */
  get(): Promise<T>;
  /** What is open, or about to be; undefined where nothing is. Never rejects. */
  find(): Promise<T | undefined>;
}

/** What is opened when it is first asked for, and kept. An opening that fails is forgotten: whoever asks next tries again. */
export function openOnce<T>(open: () => Promise<T>): OpenedOnce<T> {
  let opening: Promise<T> | undefined;
  return {
    async get() {
      opening ??= open().catch((thrown: unknown) => {
        opening = undefined;
        throw thrown;
      });
      return await opening;
    },
    find: async () => await opening?.catch(() => undefined),
  };
}
