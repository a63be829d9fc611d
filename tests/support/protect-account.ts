import { Attribute, Change } from 'ldapts';
import { DiscretionaryPart } from '../../src/systems/active-directory/security-descriptor.ts';
import type { Samba } from './samba.ts';

const DESCRIPTOR = 'nTSecurityDescriptor';
/** MS-DTYP, 2.4.6 (PD) and 2.4.4.1. */
const DACL_PROTECTED = 0x1000;
const INHERITED = 0x10;
/** `(A;;RPLCLORC;;;AU)`: whoever has logged in may read all of it, as AdminSDHolder says at first. */
const READ_BY_ALL = Buffer.from('000014009400020001010000000000050b000000', 'hex');

/** Marks an account and takes from it what it has from above, as a domain of Windows does to its administrators. */
export async function protectAccount(samba: Samba, login: string): Promise<void> {
  await samba.setAttributes(login, { adminCount: ['1'] });
  await samba.asAdmin(async (client) => {
    const dn = `CN=${login},${samba.base}`;
    const { searchEntries } = await client.search(
      dn,
      { scope: 'base', attributes: [DESCRIPTOR], explicitBufferAttributes: [DESCRIPTOR] },
      new DiscretionaryPart(),
    );
    const whole = [searchEntries[0]?.[DESCRIPTOR] ?? []].flat()[0];
    if (!Buffer.isBuffer(whole)) throw new Error(`${dn} shows no list`);
    const modification = new Attribute({ type: DESCRIPTOR, values: [withoutInherited(whole)] });
    await client.modify(dn, [new Change({ operation: 'replace', modification })], new DiscretionaryPart());
  });
}

/** The descriptor with its own entries alone, and closed to those from above. @see MS-DTYP, 2.4.5 and 2.4.6 */
function withoutInherited(descriptor: Buffer): Buffer {
  const start = descriptor.readUInt32LE(16);
  const own: Buffer[] = [];
  let at = start + 8;
  for (let left = descriptor.readUInt16LE(start + 4); left > 0; left -= 1) {
    const ace = descriptor.subarray(at, at + descriptor.readUInt16LE(at + 2));
    if ((ace.readUInt8(1) & INHERITED) === 0) own.push(ace);
    at += ace.length;
  }
  const list = Buffer.concat([descriptor.subarray(start, start + 8), ...own, READ_BY_ALL]);
  list.writeUInt16LE(list.length, 2);
  list.writeUInt16LE(own.length + 1, 4);
  const head = Buffer.alloc(20);
  head.writeUInt8(1, 0);
  head.writeUInt16LE(0x8004 | DACL_PROTECTED, 2);
  head.writeUInt32LE(head.length, 16);
  return Buffer.concat([head, list]);
}
