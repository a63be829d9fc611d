import { once } from 'node:events';
import { type AddressInfo, type Socket, createServer } from 'node:net';

/** What a hostile LDAP server says; whoever asks gets well-formed messages, whatever stands in them. */
export interface LdapScript {
  /** The result of every search. */
  readonly searched: number;
  /** The result of everything else but the service account's bind, which succeeds. */
  readonly code: number;
  /** The server's own words about what is no search. */
  readonly words: string;
  /** What every search finds, by attribute. */
  readonly entries: readonly LdapEntry[];
}

export interface LdapEntry {
  readonly dn: string;
  readonly attributes: Readonly<Record<string, readonly Uint8Array[]>>;
}

export interface HostileLdap extends AsyncDisposable {
  readonly url: string;
  script: LdapScript;
}

/** Tags of requests and of their answers. @see https://www.rfc-editor.org/rfc/rfc4511#section-4 */
const ANSWERS: Readonly<Record<number, number>> = {
  0x60: 0x61,
  0x63: 0x65,
  0x66: 0x67,
  0x68: 0x69,
  0x6e: 0x6f,
  0x77: 0x78,
};
const BIND = 0x60;
const SEARCH = 0x63;
const ENTRY = 0x64;

/** @param service the name that may bind in any case */
export async function startHostileLdap(service: string): Promise<HostileLdap> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    let heard = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      heard = Buffer.concat([heard, chunk]);
      for (let message = readTlv(heard); message !== undefined; message = readTlv(heard)) {
        heard = heard.subarray(message.end);
        socket.write(answerTo(message.content, service, hostile.script));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const hostile: HostileLdap = {
    url: `ldap://127.0.0.1:${(server.address() as AddressInfo).port}`,
    script: { searched: 0, code: 0, words: '', entries: [] },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return hostile;
}

function answerTo(content: Buffer, service: string, { searched, code, words, entries }: LdapScript): Buffer {
  const id = readTlv(content);
  const operation = id === undefined ? undefined : readTlv(content.subarray(id.end));
  const answer = operation === undefined ? undefined : ANSWERS[operation.tag];
  if (id === undefined || operation === undefined || answer === undefined) return Buffer.alloc(0);
  const isService = operation.tag === BIND && operation.content.includes(service);
  const isSearch = operation.tag === SEARCH;
  const result = resultOf(isSearch ? searched : isService ? 0 : code, isSearch ? '' : words);
  const found = isSearch ? entries.map((entry) => message(id.content, ENTRY, partsOf(entry))) : [];
  return Buffer.concat([...found, message(id.content, answer, result)]);
}

function resultOf(code: number, words: string): readonly Buffer[] {
  return [tlv(0x0a, Buffer.from([code])), tlv(4, ''), tlv(4, words)];
}

function partsOf({ dn, attributes }: LdapEntry): readonly Buffer[] {
  const pairs = Object.entries(attributes).map(([name, values]) =>
    tlv(0x30, tlv(4, name), tlv(0x31, ...values.map((value) => tlv(4, value)))),
  );
  return [tlv(4, dn), tlv(0x30, ...pairs)];
}

function message(id: Buffer, operation: number, parts: readonly Buffer[]): Buffer {
  return tlv(0x30, tlv(2, id), tlv(operation, ...parts));
}

function tlv(tag: number, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  const length = Buffer.alloc(5, 0x84);
  length.writeUInt32BE(content.length, 1);
  return Buffer.concat([Buffer.from([tag]), length, content]);
}

interface Tlv {
  readonly tag: number;
  readonly content: Buffer;
  readonly end: number;
}

/** The first element; undefined while it is not whole. @see X.690, 8.1 */
function readTlv(bytes: Buffer): Tlv | undefined {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) return undefined;
  const more = first < 0x80 ? 0 : first - 0x80;
  if (bytes.length < 2 + more) return undefined;
  const length = more === 0 ? first : bytes.readUIntBE(2, more);
  const end = 2 + more + length;
  return bytes.length < end ? undefined : { tag, content: bytes.subarray(2 + more, end), end };
}
