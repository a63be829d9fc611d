import { BerWriter, Control } from 'ldapts';
import { GUID_BYTES, parseGuid } from './guid.ts';

/** Asks for the discretionary part of security descriptors alone: the audit part takes a privilege (MS-ADTS, 3.1.1.3.4.1.11). */
export class DiscretionaryPart extends Control {
  constructor() {
    super('1.2.840.113556.1.4.801', { critical: true });
  }

  protected override writeControl(writer: BerWriter): void {
    const value = new BerWriter();
    value.startSequence();
    value.writeInt(4);
    value.endSequence();
    writer.writeBuffer(value.buffer, 0x04);
  }
}

/** ADS_RIGHT_DS_CONTROL_ACCESS and ADS_RIGHT_DS_READ_PROP (MS-ADTS, 5.1.3.2). */
const MASKS = { extended: 0x100, read: 0x10 } as const;
/** MS-DTYP, 2.4.4.1. */
const ACE = { allowed: 0, denied: 1, allowedObject: 5, deniedObject: 6 } as const;
const INHERIT_ONLY = 0x08;
const HAS_OBJECT_TYPE = 1;
const HAS_INHERITED_TYPE = 2;
const DACL_PRESENT = 0x0004;
/** The entry takes over nothing from those above it (MS-DTYP, 2.4.6: PD). */
const DACL_PROTECTED = 0x1000;

/** One right that is granted by name. */
export interface NamedRight {
  /** An extended right ("Reset Password" is one), or to read an attribute. */
  readonly access: keyof typeof MASKS;
  /** Its `rightsGuid`, or the attribute's `schemaIDGUID`; attributes that are granted by sets are not told. */
  readonly guid: string;
  /** Who asks: own SID and those of groups, in bytes. */
  readonly sids: readonly Uint8Array[];
}

/**
 * Whether the descriptor grants a right to any of these; the first entry that speaks of it decides (MS-DTYP,
 * 2.5.3.2). Undefined when the bytes are no descriptor.
 */
export function grants(descriptor: Buffer, { access, guid, sids }: NamedRight): boolean | undefined {
  const wanted = parseGuid(guid);
  const asking = new Set(sids.map((sid) => Buffer.from(sid).toString('hex')));
  try {
    for (const ace of acesOf(descriptor)) {
      const { type, flags, mask, objectType, sid } = ace;
      const isAllowing = type === ACE.allowed || type === ACE.allowedObject;
      const isDenying = type === ACE.denied || type === ACE.deniedObject;
      const speaks = (mask & MASKS[access]) !== 0 && (flags & INHERIT_ONLY) === 0 && asking.has(sid.toString('hex'));
      const isOfThis = objectType === undefined || (wanted !== undefined && objectType.equals(wanted));
      if (speaks && isOfThis && (isAllowing || isDenying)) return isAllowing;
    }
    return (descriptor.readUInt16LE(2) & DACL_PRESENT) === 0 || descriptor.readUInt32LE(16) === 0;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether nothing that is delegated above reaches the entry, as on whatever AdminSDHolder protects (MS-ADTS, 3.1.1.6.1). */
export function isCutOff(descriptor: Buffer): boolean {
  return descriptor.length >= 4 && (descriptor.readUInt16LE(2) & DACL_PROTECTED) !== 0;
}

interface Ace {
  readonly type: number;
  readonly flags: number;
  readonly mask: number;
  readonly objectType: Buffer | undefined;
  readonly sid: Buffer;
}

/** Of the discretionary list, in its order. @see MS-DTYP, 2.4.6 and 2.4.5 */
function* acesOf(descriptor: Buffer): Generator<Ace> {
  const start = descriptor.readUInt32LE(16);
  if ((descriptor.readUInt16LE(2) & DACL_PRESENT) === 0 || start === 0) return;
  let left = descriptor.readUInt16LE(start + 4);
  let at = start + 8;
  while (left > 0) {
    const size = descriptor.readUInt16LE(at + 2);
    if (size < 8) throw new RangeError('an entry of the list has no length');
    yield readAce(descriptor.subarray(at, at + size));
    at += size;
    left -= 1;
  }
}

function readAce(bytes: Buffer): Ace {
  const [type, flags, mask] = [bytes.readUInt8(0), bytes.readUInt8(1), bytes.readUInt32LE(4)];
  if (type !== ACE.allowedObject && type !== ACE.deniedObject) {
    return { type, flags, mask, objectType: undefined, sid: sidAt(bytes, 8) };
  }
  const present = bytes.readUInt32LE(8);
  const hasType = (present & HAS_OBJECT_TYPE) !== 0;
  const inherited = (present & HAS_INHERITED_TYPE) === 0 ? 0 : GUID_BYTES;
  const objectType = hasType ? bytes.subarray(12, 12 + GUID_BYTES) : undefined;
  return { type, flags, mask, objectType, sid: sidAt(bytes, 12 + (hasType ? GUID_BYTES : 0) + inherited) };
}

/** @see MS-DTYP, 2.4.2.2 */
function sidAt(bytes: Buffer, at: number): Buffer {
  return bytes.subarray(at, at + 8 + 4 * bytes.readUInt8(at + 1));
}

/** `S-1-5-21-…`, as commands take it. */
export function formatSid(bytes: Uint8Array): string {
  const sid = Buffer.from(bytes);
  const parts = Array.from({ length: sid.readUInt8(1) }, (_, index) => sid.readUInt32LE(8 + 4 * index));
  return ['S', sid.readUInt8(0), sid.readUIntBE(2, 6), ...parts].join('-');
}
