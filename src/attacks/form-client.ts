export interface Request {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** How requests reach the server: by injection, or over a socket. */
export type Transport = (request: Request) => Promise<Response>;

/** A form as it was served: what a person sees of it is its fields, the hidden ones come along by themselves. */
export interface Form {
  readonly method: string;
  readonly action: string;
  readonly fields: ReadonlyMap<string, string>;
  /** Buttons that carry a name, with the values to choose from. */
  readonly choices: readonly (readonly [name: string, value: string])[];
}

export interface Shown extends Response {
  /** Where the client ended up after redirections. */
  readonly url: string;
  readonly forms: readonly Form[];
  /** The locations it was sent through. */
  readonly through: readonly string[];
}

interface Cookie {
  readonly value: string;
  readonly path: string;
}

const REDIRECTIONS = 5;

/**
 * The smallest browser there is: it keeps cookies, follows redirections, and posts the forms that it was served with
 * whatever hidden fields stand in them. It knows nothing of Jeton.
 */
export class FormClient {
  readonly cookies = new Map<string, Cookie>();
  /** Sent with every request. */
  headers: Record<string, string> = {};
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** One request with the cookies that belong to it; redirections are not followed. */
  async send(method: string, url: string, more: Partial<Pick<Request, 'headers' | 'body'>> = {}): Promise<Response> {
    const [path = ''] = url.split('?');
    const cookie = [...this.cookies]
      .filter(([, kept]) => path.startsWith(kept.path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
    const headers = { ...this.headers, ...(cookie === '' ? {} : { cookie }), ...more.headers };
    const body = more.body === undefined ? {} : { body: more.body };
    const response = await this.#transport({ method, url, headers, ...body });
    for (const line of [response.headers['set-cookie'] ?? []].flat()) this.#keep(line);
    return response;
  }

  /** Goes to a page as by a click. */
  async open(url: string): Promise<Shown> {
    return await this.#follow(await this.send('GET', url), url);
  }

  async post(url: string, fields: readonly (readonly [string, string])[]): Promise<Shown> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString();
    return await this.#follow(await this.send('POST', url, { headers, body }), url);
  }

  /** Fills in a form and presses its button. */
  async submit({ method, action, fields }: Form, filled: Readonly<Record<string, string>> = {}): Promise<Shown> {
    const all = [...new Map([...fields, ...Object.entries(filled)])];
    if (method === 'post') return await this.post(action, all);
    return await this.open(`${action}?${new URLSearchParams(all).toString()}`);
  }

  async #follow(first: Response, from: string): Promise<Shown> {
    let [response, url] = [first, from];
    const through: string[] = [];
    for (let count = 0; response.status >= 300 && response.status < 400; count += 1) {
      const location = response.headers['location'];
      if (count >= REDIRECTIONS) throw new Error(`${from} leads through too many redirections`);
      if (typeof location !== 'string') throw new Error(`${url} redirects nowhere`);
      through.push(location);
      url = location;
      response = await this.send('GET', url);
    }
    return { ...response, url, through, forms: formsOf(response.body) };
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(pair.indexOf('=') + 1);
    const path = attributeOf(attributes, 'path') ?? '/';
    const isSecure = attributeOf(attributes, 'secure') !== undefined;
    // What browsers do: a prefixed cookie that breaks its promise is dropped.
    if (name.startsWith('__') && !isSecure) return;
    if (name.startsWith('__Host-') && path !== '/') return;
    if (attributeOf(attributes, 'max-age') === '0') this.cookies.delete(name);
    else this.cookies.set(name, { value, path });
  }
}

function attributeOf(attributes: readonly string[], wanted: string): string | undefined {
  const found = attributes.find((each) => each.toLowerCase().split('=', 1)[0] === wanted);
  return found?.split('=').slice(1).join('=');
}

/** The form of a page that has a field or a choice of this name. */
export function formWith(shown: Shown, field: string): Form {
  const found = shown.forms.find(
    ({ fields, choices }) => fields.has(field) || choices.some(([name]) => name === field),
  );
  if (found === undefined) throw new Error(`${shown.url} (${shown.status}) has no form with ${field}`);
  return found;
}

/** The form of a page that leads to a path with this ending. */
export function formTo(shown: Shown, ending: string): Form {
  const found = shown.forms.find(({ action }) => action.endsWith(ending));
  if (found === undefined) throw new Error(`${shown.url} (${shown.status}) has no form to ${ending}`);
  return found;
}

function formsOf(body: string): readonly Form[] {
  return [...body.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, tag = '', content = '']) => {
    const named = (element: string) =>
      [...content.matchAll(new RegExp(`<${element}\\b([^>]*)>`, 'gs'))]
        .map(([, attributes = '']) => [valueOf(attributes, 'name'), valueOf(attributes, 'value') ?? ''] as const)
        .filter((each): each is readonly [string, string] => each[0] !== undefined);
    const method = (valueOf(tag, 'method') ?? 'get').toLowerCase();
    return { method, action: valueOf(tag, 'action') ?? '', fields: new Map(named('input')), choices: named('button') };
  });
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

function valueOf(attributes: string, name: string): string | undefined {
  const written = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1];
  return written?.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity);
}
