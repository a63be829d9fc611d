import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TempFolder, createTempFolder } from './temp-folder.ts';

/** A certificate that parses; nothing is ever signed or checked with it. */
const CA_PEM = `-----BEGIN CERTIFICATE-----
MIIBijCCAS+gAwIBAgIUQ6WyyMS1n0L1cb4Ks0eddwCZR2EwCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwIBcNMjYxMTI1MDMzMTEzWhgPMjEy
NjExMDEwMzMxMTNaMBkxFzAVBgNVBAMMDlRlc3QgYXV0aG9yaXR5MFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEqMq4aSvatownGaNGQRyKH3+bk4lB7pxX7F/JgkAw
/oSbeSt9oLT0+yn+JL/ylMLLUkHXk/adXl4VEu8zDFSK4KNTMFEwHQYDVR0OBBYE
FMkHATB5fzXuj2W3uN+EPZQ6bN/0MB8GA1UdIwQYMBaAFMkHATB5fzXuj2W3uN+E
PZQ6bN/0MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhALkfhGXe
w7rklITLCKhkGKpfuTuo7zlt1bvhB5ic73F7AiEAmI8i0/d6LlS+dQabKdufB1SQ
YPMofjD7k4/m6GFi+HM=
-----END CERTIFICATE-----
`;

/** What is in the secret files; none of it may ever be printed. */
export const PLANTED = {
  ldap: 'correct-horse-battery',
  moodle: '0123456789abcdef0123456789abcdef',
  ipweb: 'eyJhbGciOiJub25lIn0.jeton-ipweb',
  cartes: `whsec_${Buffer.alloc(32, 9).toString('base64')}`,
} as const;

const EXAMPLE = join(import.meta.dirname, '../../jeton.example.yaml');

/** A folder with `jeton.yaml`, the example, and every file that it names. */
export async function createSettingsFolder(): Promise<TempFolder & { readonly settings: string }> {
  const folder = await createTempFolder('jeton-settings-');
  await mkdir(folder.file('secrets'));
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  await writeFile(folder.file('secrets/dkim.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await writeFile(folder.file('secrets/ca.pem'), CA_PEM);
  await writeFile(folder.file('secrets/ldap.password'), `${PLANTED.ldap}\n`);
  await writeFile(folder.file('secrets/moodle.token'), `${PLANTED.moodle}\n`);
  await writeFile(folder.file('secrets/ipweb.token'), `${PLANTED.ipweb}\r\n`);
  await writeFile(folder.file('secrets/cartes.secret'), `${PLANTED.cartes}\n`);
  await writeFile(folder.file('logo.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(folder.file('jeton.yaml'), await readFile(EXAMPLE));
  return { ...folder, settings: folder.file('jeton.yaml') };
}
