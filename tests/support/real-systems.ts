import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Slapd } from './slapd.ts';
import type { TestRelay } from './smtp.ts';

export interface RealSystems {
  readonly slapd: Slapd;
  readonly relay: TestRelay;
  readonly applications?: string;
  /** Where the directory is asked; slapd itself unless said. */
  readonly urls?: readonly string[];
}

/** The settings of a real directory and a real relay, as YAML; writes the files of secrets that they name. */
export async function realSystems(
  folder: string,
  { slapd, relay, applications = '', urls = [slapd.urls.ldaps] }: RealSystems,
): Promise<string> {
  await writeFile(join(folder, 'ldap.password'), `${slapd.service.password}\n`, { mode: 0o600 });
  return `mail:
  from: { name: Université Exemple, address: no_reply@univ.example }
  smtp: { host: ${relay.host}, port: ${relay.port}, tls: none }
directory:
  type: ldap
  urls: [${urls.map((url) => `'${url}'`).join(', ')}]
  tls: { ca: ${slapd.ca} }
  bind: { dn: '${slapd.service.dn}', password: { file: ./ldap.password } }
  base: ${slapd.base}
  addresses: [supannMailPerso, supannMailPrive]
  account: { id: entryUUID, number: supannEtuId, login: uid, name: displayName, language: preferredLanguage }
  eligible: '(!(supannRessourceEtat={COMPTE}I))'
${applications}`;
}
