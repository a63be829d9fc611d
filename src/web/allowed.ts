/** What our paths answer to: asked for a request that no route takes, which is then 405 and not 404. */
export class Allowed {
  readonly #exact = new Map<string, string>();
  readonly #under = new Map<string, string>();

  /** @param url as the router writes it */
  note(url: string, methods: readonly string[]): void {
    const path = url.replaceAll('::', ':');
    if (path.endsWith('*')) this.#under.set(path.slice(0, -1), methods.join(', '));
    else this.#exact.set(path, methods.join(', '));
  }

  /** The methods of the path of a URL, for `Allow`; undefined when there is nothing at it whatever the method. */
  find(url: string): string | undefined {
    const [written = ''] = url.split(/[?#]/, 1);
    const path = decoded(written);
    const found = this.#exact.get(path);
    if (found !== undefined) return found;
    for (const [folder, methods] of this.#under) if (path.startsWith(folder)) return methods;
    return undefined;
  }
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
