import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from './free-port.ts';
import { type Installation, runJeton } from './jeton.ts';

/** One more machine of an installation. */
export interface Machine extends Installation {
  /** Where its pages are found, behind the public address. */
  readonly origin: string;
}

/**
 * One more machine: a folder of its own with the same settings, but for where it listens. The ledger and the embedded
 * directory are the shared ones; of the keys it has what is put there, which is nothing yet.
 */
export async function addMachine(installation: Installation, name: string): Promise<Machine> {
  const [port, management] = [await findFreePort(), await findFreePort()];
  const folder = join(installation.folder, name);
  await mkdir(folder, { mode: 0o700 });
  const settings = (await readFile(installation.config, 'utf8'))
    .replace(/^listen: .*$/m, `listen: { host: 127.0.0.1, port: ${port} }`)
    .replace(/^management: .*$/m, `management: { host: 127.0.0.1, port: ${management} }`)
    .replaceAll('./data/', `${installation.folder}/data/`);
  const config = join(folder, 'jeton.yaml');
  await writeFile(config, settings);
  const { pathname } = new URL(installation.publicUrl);
  return {
    ...{ ...installation, folder, config },
    origin: `http://127.0.0.1:${port}${pathname}`,
    management: `http://127.0.0.1:${management}`,
  };
}

/** Brings the public part of the keys to a web machine, as an administrator does: through a pipe. */
export async function bringPublicKeys(from: Installation, to: Installation): Promise<void> {
  const { code, stdout, stderr } = await runJeton(['keys', 'public', '--print', '--config', from.config]);
  if (code !== 0) throw new Error(`jeton keys public: ${stderr}`);
  await writeFile(join(to.folder, 'jeton.keys.public'), stdout, { mode: 0o600 });
}
