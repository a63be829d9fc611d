import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Response, Transport } from './form-client.ts';

/** How long an answer may take, in milliseconds. */
const PATIENCE_MS = 20_000;
const MOST_BYTES = 4 * 1024 * 1024;

/** A header field, name and value as they are sent. */
export type Field = readonly [name: string, value: string];

/** A request as it goes out, byte for byte: what no library would send, too. */
export interface RawRequest {
  readonly method: string;
  /** What stands in the request line. */
  readonly target: string;
  /** In order, repetitions included; nothing is added to them. */
  readonly fields: readonly Field[];
  readonly body?: string | Buffer;
}

/** Sends one request over a connection of its own and reads the one answer to it. */
export async function sendRaw(origin: URL, request: RawRequest): Promise<Response> {
  const { method, target, fields, body = '' } = request;
  const lines = [`${method} ${target} HTTP/1.1`, ...fields.map(([name, value]) => `${name}: ${value}`), '', ''];
  const socket = open(origin);
  try {
    socket.write(Buffer.concat([Buffer.from(lines.join('\r\n')), Buffer.from(body)]));
    return read(await allOf(socket), method);
  } finally {
    socket.destroy();
  }
}

function open({ protocol, hostname, port }: URL): Socket {
  const isTls = protocol === 'https:';
  const place = { host: hostname.replaceAll(/[[\]]/g, ''), port: Number(port === '' ? (isTls ? 443 : 80) : port) };
  const socket = isTls ? connectTls({ ...place, servername: place.host }) : connectPlain(place);
  return socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('no answer in time')));
}

async function allOf(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MOST_BYTES) break;
    }
  } catch (thrown) {
    // A server may answer and reset, when it has not read all that was sent.
    if (size === 0) throw thrown;
  }
  return Buffer.concat(chunks);
}

function read(bytes: Buffer, method: string): Response {
  const end = bytes.indexOf('\r\n\r\n');
  const [first = '', ...lines] = bytes.subarray(0, Math.max(0, end)).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(first)?.[1] ?? 0);
  const headers: Record<string, string | string[]> = {};
  for (const line of lines) {
    const [name = '', ...value] = line.split(':');
    const key = name.toLowerCase();
    const text = value.join(':').trim();
    if (key === 'set-cookie') headers[key] = [...[headers[key] ?? []].flat(), text];
    else headers[key] = text;
  }
  const rest = bytes.subarray(end + 4);
  const isChunked = headers['transfer-encoding'] === 'chunked';
  const body = method === 'HEAD' ? '' : (isChunked ? unchunked(rest) : rest).toString('utf8');
  return { status, headers, body };
}

function unchunked(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf('\r\n', at);
    const length = Number.parseInt(bytes.subarray(at, end).toString('latin1'), 16);
    if (end < 0 || !(length > 0)) break;
    pieces.push(bytes.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
  return Buffer.concat(pieces);
}

/** The fields that every request has, before what is its own. */
export function usualFields(origin: URL): readonly Field[] {
  return [
    ['Host', origin.host],
    ['Connection', 'close'],
  ];
}

/** Requests as a plain client sends them. @param more header fields that every one of them has */
export function overRaw(origin: URL, more: readonly Field[] = []): Transport {
  return async ({ method, url, headers, body }) => {
    const { pathname, search } = new URL(url, origin);
    const length: readonly Field[] = body === undefined ? [] : [['Content-Length', String(Buffer.byteLength(body))]];
    const fields = [...usualFields(origin), ...more, ...Object.entries(headers), ...length];
    return await sendRaw(origin, {
      method,
      target: pathname + search,
      fields,
      ...(body === undefined ? {} : { body }),
    });
  };
}
