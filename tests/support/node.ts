import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from './free-port.ts';
import type { Installation } from './jeton.ts';

/** One more machine of an installation: the same settings, but for where it listens. */
export interface Node extends Installation {
  /** Where its pages are found, behind the public address. */
  readonly origin: string;
}

/** Writes the settings of one more machine, in a file beside the first one's. */
export async function addNode(installation: Installation, name: string): Promise<Node> {
  const [port, management] = [await findFreePort(), await findFreePort()];
  const settings = (await readFile(installation.config, 'utf8'))
    .replace(/^listen: .*$/m, `listen: { host: 127.0.0.1, port: ${port} }`)
    .replace(/^management: .*$/m, `management: { host: 127.0.0.1, port: ${management} }`);
  const config = join(installation.folder, `${name}.yaml`);
  await writeFile(config, settings);
  const { pathname } = new URL(installation.publicUrl);
  return {
    ...installation,
    config,
    origin: `http://127.0.0.1:${port}${pathname}`,
    management: `http://127.0.0.1:${management}`,
  };
}
