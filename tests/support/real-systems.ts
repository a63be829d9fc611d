import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Slapd } from './slapd.ts';
import type { TestRelay } from './smtp.ts';

/** The settings of a real directory and a real relay, as YAML; writes the files of secrets that they name. */
export async function realSystems(
  folder: string,
  { slapd, relay, applications = '' }: { slapd: Slapd; relay: TestRelay; applications?: string },
): Promise<string> {
  await writeFile(join(folder, 'ldap.password'), `${slapd.service.password}\n`, { mode: 0o600 });
  return `mail:
  from: { name: Université Exemple, address: no_reply@univ.example }
  smtp: { host: ${relay.host}, port: ${relay.port}, tls: none }
directory:
  type: ldap
  urls: ['${slapd.urls.ldaps}']
  tls: { ca: ${slapd.ca} }
  bind: { dn: '${slapd.service.dn}', password: { file: ./ldap.password } }
  base: ${slapd.base}
  addresses: [supannMailPerso, supannMailPrive]
  account: { id: entryUUID, number: supannEtuId, login: uid, name: displayName, language: preferredLanguage }
  eligible: '(!(supannRessourceEtat={COMPTE}I))'
${applications}`;
}
