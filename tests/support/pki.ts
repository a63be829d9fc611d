import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Long enough for no check to warn of its end. */
const DAYS = 90;
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** PEM files of one certificate and its key. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

export interface Pki {
  /** PEM file of the authority, what clients are told to trust. */
  readonly ca: string;
  /** The same as text. */
  readonly caPem: string;
  /**
   * A server certificate for these names; `DNS:localhost` and `IP:127.0.0.1` by default.
   * @param days for how long; it has ended when that is negative
   */
  issue(name: string, alternativeNames?: readonly string[], days?: number): Promise<CertificateFiles>;
}

/** A certificate authority that lives in `folder`, for servers that speak TLS in tests. */
export async function createPki(folder: string): Promise<Pki> {
  const ca = join(folder, 'ca.pem');
  const caKey = join(folder, 'ca.key');
  const openssl = (...args: readonly string[]): Promise<unknown> => run('openssl', args, { timeout: 30_000 });
  await openssl(
    'req',
    '-x509',
    ...NEW_KEY,
    '-keyout',
    caKey,
    '-out',
    ca,
    '-days',
    `${DAYS}`,
    '-subj',
    '/CN=Test authority',
  );

  return {
    ca,
    caPem: await readFile(ca, 'utf8'),
    async issue(name, alternativeNames = ['DNS:localhost', 'IP:127.0.0.1'], days = DAYS) {
      const file = (suffix: string): string => join(folder, `${name}.${suffix}`);
      await writeFile(file('ext'), `subjectAltName=${alternativeNames.join(',')}\nextendedKeyUsage=serverAuth\n`);
      await openssl('req', ...NEW_KEY, '-keyout', file('key'), '-out', file('csr'), '-subj', `/CN=${name}`);
      const signing = ['-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-days', `${days}`, '-extfile', file('ext')];
      await openssl('x509', '-req', '-in', file('csr'), '-out', file('pem'), ...signing);
      return { certificate: file('pem'), key: file('key') };
    },
  };
}
