const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
export const GUID_BYTES = 16;

/**
 * The usual text of an `objectGUID`: its first three groups are stored with the lowest byte first.
 * @throws RangeError when these are not the bytes of one
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-dtyp MS-DTYP, 2.3.4.2
 */
export function formatGuid(bytes: Uint8Array): string {
  if (bytes.length !== GUID_BYTES) throw new RangeError(`an objectGUID has ${GUID_BYTES} bytes, not ${bytes.length}`);
  const hex = swapped(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The bytes by which it is searched for; undefined when the text is no GUID. */
export function parseGuid(text: string): Buffer | undefined {
  return GUID.test(text) ? swapped(Buffer.from(text.replaceAll('-', ''), 'hex')) : undefined;
}

/** Its own inverse. */
function swapped(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  copy.subarray(0, 4).reverse();
  copy.subarray(4, 6).reverse();
  copy.subarray(6, 8).reverse();
  return copy;
}
