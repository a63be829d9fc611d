import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface TestCertificate {
  /** Paths of PEM files. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  /** The authority's certificate itself, PEM. */
  readonly caPem: string;
}

/** Makes an authority of its own and one server certificate (default: for localhost and 127.0.0.1) in `directory`. */
export async function makeCertificate(
  directory: string,
  subjectAltName = 'DNS:localhost,IP:127.0.0.1',
): Promise<TestCertificate> {
  const at = (name: string): string => join(directory, name);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await run('openssl', [
    ...[
      'req',
      '-x509',
      ...key,
      '-keyout',
      at('ca.key'),
      '-out',
      at('ca.pem'),
      '-days',
      '2',
      '-subj',
      '/CN=Test authority',
    ],
    ...['-addext', 'basicConstraints=critical,CA:true', '-addext', 'keyUsage=critical,keyCertSign'],
  ]);
  await run('openssl', [
    'req',
    '-new',
    ...key,
    '-keyout',
    at('server.key'),
    '-out',
    at('server.csr'),
    '-subj',
    '/CN=test',
  ]);
  await writeFile(at('server.ext'), `subjectAltName=${subjectAltName}\nextendedKeyUsage=serverAuth\n`);
  await run('openssl', [
    ...['x509', '-req', '-in', at('server.csr'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial'],
    ...['-days', '2', '-extfile', at('server.ext'), '-out', at('server.pem')],
  ]);
  const caPem = await readFile(at('ca.pem'), 'utf8');
  return { ca: at('ca.pem'), certificate: at('server.pem'), key: at('server.key'), caPem };
}
