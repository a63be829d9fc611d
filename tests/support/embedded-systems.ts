import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runJeton } from './jeton.ts';
import type { TestRelay } from './smtp.ts';

export const STUDENT = { number: '28700001', address: 'camille.martin@exemple.test' } as const;

const CSV = `number,login,name,addresses
${STUDENT.number},cmartin,Camille Martin,${STUDENT.address}
`;

/** The settings of an embedded directory and a relay, as YAML. */
export function embeddedSystems(relay: Pick<TestRelay, 'host' | 'port'>, applications = ''): string {
  return `mail:
  from: { name: Université Exemple, address: no_reply@univ.example }
  smtp: { host: ${relay.host}, port: ${relay.port}, tls: none }
directory: { type: embedded, file: ./data/directory.db }
${applications}`;
}

/** Puts {@link STUDENT} into the embedded directory of these settings. */
export async function importStudent({ folder, config }: { folder: string; config: string }): Promise<void> {
  const file = join(folder, 'people.csv');
  await writeFile(file, CSV);
  const { code, stderr } = await runJeton(['import', file, '--config', config]);
  if (code !== 0) throw new Error(`jeton import: ${stderr}`);
}
