import { execFile } from 'node:child_process';
import { matchesHash } from '../../src/systems/embedded-password.ts';
import { Secret } from '../../src/platform/secret.ts';

/** crypt(3) of the machine: bcrypt, sha512-crypt and yescrypt by nobody's code but libxcrypt's. */
const PERL = 'my ($hash) = @ARGV; local $/; my $word = <STDIN>; print crypt($word, $hash) eq $hash ? "yes" : "no"';

/** Whether the hash is this password's, in the eyes of a verifier of its own. */
export async function opensHash(hash: string, password: string): Promise<boolean> {
  if (hash.startsWith('$argon2id$')) return await matchesHash(hash, new Secret(password));
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = execFile('perl', ['-e', PERL, hash], (error, stdout) =>
    error === null ? resolve(stdout) : reject(error),
  );
  child.stdin?.end(password);
  return (await promise) === 'yes';
}
