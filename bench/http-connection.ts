import { once } from 'node:events';
import { type Socket, connect } from 'node:net';

export interface Answer {
  readonly status: number;
  /** The status line and the header fields, as they came. */
  readonly head: string;
  readonly body: string;
  /** Milliseconds from the request's first byte to the answer's last. */
  readonly ms: number;
}

export interface Sent {
  readonly headers?: string;
  /** Sent as `application/x-www-form-urlencoded` by POST; GET without. */
  readonly form?: Readonly<Record<string, string>>;
}

/** How long one answer may take. */
const PATIENCE_MS = 60_000;
const CUT = '\r\n\r\n';

/**
 * One kept HTTP/1.1 connection, one request at a time. It does less than a general client and takes a fifth of its
 * processor time, which is the bed's.
 */
export class HttpConnection {
  readonly #origin: URL;
  #socket: Socket | undefined;

  constructor(origin: URL) {
    this.#origin = origin;
  }

  /** @param target path and query, or a whole URL of the same server */
  async send(target: string, { headers = '', form }: Sent = {}): Promise<Answer> {
    const path = target.startsWith('/') ? target : target.slice(new URL(target).origin.length);
    const common = `Host: ${this.#origin.host}\r\nAccept-Encoding: identity\r\n${headers}`;
    const body = form === undefined ? '' : new URLSearchParams(form).toString();
    const head =
      form === undefined
        ? `GET ${path} HTTP/1.1\r\n${common}`
        : `POST ${path} HTTP/1.1\r\n${common}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n`;
    return await this.#exchange(`${head}\r\n${body}`);
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  async #exchange(request: string): Promise<Answer> {
    const socket = await this.#open();
    const began = performance.now();
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const reader = new AnswerReader();
    const hear = (chunk: string): void => {
      const whole = reader.hear(chunk);
      if (whole !== undefined) resolve({ ...whole, ms: performance.now() - began });
    };
    const fail = (): void => reject(new Error('the connection broke'));
    const late = setTimeout(() => socket.destroy(), PATIENCE_MS);
    socket.on('data', hear).once('close', fail);
    try {
      socket.write(request, 'latin1');
      const answer = await promise;
      if (/\r\nconnection: close/i.test(answer.head)) this.close();
      return answer;
    } finally {
      clearTimeout(late);
      socket.off('data', hear).off('close', fail);
    }
  }

  async #open(): Promise<Socket> {
    if (this.#socket !== undefined && !this.#socket.destroyed) return this.#socket;
    const socket = connect({ host: this.#origin.hostname, port: Number(this.#origin.port), noDelay: true });
    socket.setEncoding('latin1');
    socket.on('error', () => undefined);
    this.#socket = socket;
    await once(socket, 'connect');
    return socket;
  }
}

/** Puts one answer together (RFC 9112: by its length, or in chunks). */
class AnswerReader {
  #text = '';

  hear(chunk: string): Omit<Answer, 'ms'> | undefined {
    this.#text += chunk;
    const cut = this.#text.indexOf(CUT);
    if (cut < 0) return undefined;
    const head = this.#text.slice(0, cut);
    const rest = this.#text.slice(cut + CUT.length);
    const body = /\r\ntransfer-encoding: chunked/i.test(head) ? unchunked(rest) : ofLength(head, rest);
    return body === undefined ? undefined : { status: Number(head.slice(9, 12)), head, body };
  }
}

function ofLength(head: string, rest: string): string | undefined {
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
  return rest.length < length ? undefined : rest.slice(0, length);
}

/** Undefined until the last chunk is there. */
function unchunked(text: string): string | undefined {
  const parts: string[] = [];
  for (let at = 0; ;) {
    const end = text.indexOf('\r\n', at);
    if (end < 0) return undefined;
    const size = Number.parseInt(text.slice(at, end), 16);
    const from = end + 2;
    if (size === 0) return text.startsWith('\r\n', from) ? parts.join('') : undefined;
    if (text.length < from + size + 2) return undefined;
    parts.push(text.slice(from, from + size));
    at = from + size + 2;
  }
}

/** The cookies that an answer sets, as a `Cookie` header field sends them back; those it removes are left out. */
export function cookiesOf({ head }: Answer): string {
  const pairs = [...head.matchAll(/\r\nset-cookie: ([^;\r\n]*=[^;\r\n]+)(?=[;\r\n]|$)/gi)].map(([, pair = '']) => pair);
  return pairs.length === 0 ? '' : `Cookie: ${pairs.join('; ')}\r\n`;
}

/** Where an answer sends the client on to; undefined when it does not. */
export function locationOf({ head }: Answer): string | undefined {
  return /\r\nlocation: ([^\r\n]+)/i.exec(head)?.[1];
}
