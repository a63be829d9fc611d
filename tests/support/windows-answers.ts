import { once } from 'node:events';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { BerReader, BerWriter } from 'ldapts';

/** MS-ADTS, 3.1.1.3.4.1.27. */
export const POLICY_HINTS = '1.2.840.113556.1.4.2239';

/** Entries by name; `''` is the root DSE. */
export type Entries = Readonly<Record<string, Readonly<Record<string, readonly (string | Buffer)[]>>>>;

/** One change that was asked for. */
export interface Modification {
  readonly dn: string;
  /** By attribute, in bytes. */
  readonly values: Readonly<Record<string, Buffer>>;
  readonly controls: readonly { readonly type: string; readonly critical: boolean; readonly value: Buffer }[];
}

export interface Answer {
  readonly code: number;
  readonly words?: string;
}

/** Answers in the words of a domain controller of Windows, which cannot run here; in clear, on 127.0.0.1. */
export interface WindowsAnswers extends AsyncDisposable {
  readonly url: string;
  readonly modifications: readonly Modification[];
}

export interface Script {
  readonly entries: Entries;
  /** What it says to a change; 0 unless it says otherwise. */
  readonly modify?: (modification: Modification) => Answer | undefined;
  /** What it says to a bind. */
  readonly bind?: (dn: string, password: string) => Answer | undefined;
}

/** Every search below a name finds every entry below it, whatever the filter: as a server that compares laxly would. */
export async function startWindowsAnswers(script: Script): Promise<WindowsAnswers> {
  const modifications: Modification[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let received = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      for (;;) {
        const length = lengthOf(received);
        if (length === undefined || received.length < length) return;
        answer(received.subarray(0, length), { script, modifications, socket });
        received = received.subarray(length);
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `ldap://127.0.0.1:${port}`,
    modifications,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Of the whole message at the head of what was received; undefined while that cannot be told. */
function lengthOf(bytes: Buffer): number | undefined {
  const first = bytes[1];
  if (first === undefined) return undefined;
  if (first < 0x80) return 2 + first;
  const more = first & 0x7f;
  return bytes.length < 2 + more ? undefined : 2 + more + bytes.readUIntBE(2, more);
}

interface Conversation {
  readonly script: Script;
  readonly modifications: Modification[];
  readonly socket: Socket;
}

/** @see RFC 4511, 4.2, 4.5 and 4.6 */
function answer(message: Buffer, { script, modifications, socket }: Conversation): void {
  const reader = new BerReader(message);
  reader.readSequence();
  const id = reader.readInt() ?? 0;
  const operation = reader.readSequence();
  if (operation === 0x60) {
    reader.readInt();
    const dn = reader.readString() ?? '';
    const password = reader.readString(0x80) ?? '';
    socket.write(resultOf(id, 0x61, script.bind?.(dn, password)));
  } else if (operation === 0x63) {
    const base = reader.readString() ?? '';
    const isBase = reader.readEnumeration() === 0;
    for (const [dn, attributes] of Object.entries(script.entries)) {
      const isFound = isBase ? dn === base : base !== '' && dn.endsWith(`,${base}`);
      if (isFound) socket.write(entryOf(id, dn, attributes));
    }
    socket.write(resultOf(id, 0x65, undefined));
  } else if (operation === 0x66) {
    const modification = readModification(reader);
    modifications.push(modification);
    socket.write(resultOf(id, 0x67, script.modify?.(modification)));
  }
}

function readModification(reader: BerReader): Modification {
  const dn = reader.readString() ?? '';
  const values: Record<string, Buffer> = {};
  reader.readSequence();
  const end = reader.offset + reader.length;
  while (reader.offset < end) {
    reader.readSequence();
    reader.readEnumeration();
    reader.readSequence();
    const type = reader.readString() ?? '';
    reader.readSequence(0x31);
    values[type] = reader.readString(0x04, true) ?? Buffer.alloc(0);
  }
  return { dn, values, controls: reader.peek() === 0xa0 ? readControls(reader) : [] };
}

function readControls(reader: BerReader): Modification['controls'] {
  const controls: Modification['controls'][number][] = [];
  reader.readSequence(0xa0);
  const end = reader.offset + reader.length;
  while (reader.offset < end) {
    reader.readSequence();
    const type = reader.readString() ?? '';
    const critical = reader.peek() === 0x01 && reader.readBoolean() === true;
    controls.push({ type, critical, value: reader.readString(0x04, true) ?? Buffer.alloc(0) });
  }
  return controls;
}

function resultOf(id: number, operation: number, { code, words = '' }: Answer = { code: 0 }): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(operation);
  writer.writeEnumeration(code);
  writer.writeString('');
  writer.writeString(words);
  writer.endSequence();
  writer.endSequence();
  return writer.buffer;
}

function entryOf(id: number, dn: string, attributes: Entries[string]): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(0x64);
  writer.writeString(dn);
  writer.startSequence();
  for (const [type, values] of Object.entries(attributes)) {
    writer.startSequence();
    writer.writeString(type);
    writer.startSequence(0x31);
    for (const value of values) {
      if (typeof value === 'string') writer.writeString(value);
      else writer.writeBuffer(value, 0x04);
    }
    writer.endSequence();
    writer.endSequence();
  }
  writer.endSequence();
  writer.endSequence();
  writer.endSequence();
  return writer.buffer;
}
