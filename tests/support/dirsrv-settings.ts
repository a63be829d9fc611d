import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { TestPolicy } from './slapd-settings.ts';
import { SERVICE_DN, sshaOf, SUFFIX } from './tree.ts';

export const MANAGER_DN = 'cn=Directory Manager';
export const MANAGER_PASSWORD = 'manager';

/** What `dscreate` itself begins with. */
const TEMPLATE = '/usr/share/dirsrv/data/template-dse.ldif';

export interface DirsrvPlace {
  /** Everything of the instance lies below it. */
  readonly folder: string;
  readonly ports: { readonly ldap: number; readonly ldaps: number };
}

/** The text of dse.ldif, the server's own settings: everything in one folder, and on loopback only. */
export async function dseLdif({ folder, ports }: DirsrvPlace): Promise<string> {
  const values: Readonly<Record<string, string>> = {
    schema_dir: join(folder, 'config/schema'),
    lock_dir: join(folder, 'lock'),
    tmp_dir: join(folder, 'tmp'),
    cert_dir: join(folder, 'config'),
    config_dir: join(folder, 'config'),
    ldif_dir: join(folder, 'ldif'),
    bak_dir: join(folder, 'bak'),
    run_dir: join(folder, 'run'),
    inst_dir: folder,
    log_dir: join(folder, 'log'),
    db_dir: join(folder, 'db'),
    db_home_dir: join(folder, 'db'),
    db_lib: 'bdb',
    fqdn: 'localhost',
    ds_port: String(ports.ldap),
    ds_user: userInfo().username,
    rootdn: MANAGER_DN,
    ds_passwd: sshaOf(MANAGER_PASSWORD),
    ldapi_enabled: 'off',
    ldapi: join(folder, 'run/ldapi'),
    ldapi_autobind: 'off',
    ds_suffix: SUFFIX,
  };
  const template = await readFile(TEMPLATE, 'utf8');
  const filled = template.replaceAll(/%([a-z_]+)%/g, (whole, name: string) => values[name] ?? whole);
  const own = [
    'nsslapd-listenhost: 127.0.0.1',
    'nsslapd-securelistenhost: 127.0.0.1',
    `nsslapd-securePort: ${ports.ldaps}`,
    'nsslapd-security: on',
  ];
  return filled.replace('cn: config\n', `cn: config\n${own.join('\n')}\n`);
}

/** The SupAnn schema as 389 Directory Server reads one: the same definitions, as values of `cn=schema`. */
export async function schemaLdif(): Promise<string> {
  const text = await readFile(join(import.meta.dirname, 'supann.schema'), 'utf8');
  const definitions = text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\n[ \t]+/g, ' ')
    .split('\n')
    .map((line) => line.replace(/^attributetype /, 'attributeTypes: ').replace(/^objectclass /, 'objectClasses: '))
    .filter((line) => line !== '');
  return [
    'dn: cn=schema',
    ...['top', 'ldapSubentry', 'subschema'].map((name) => `objectClass: ${name}`),
    'cn: schema',
    ...definitions,
    '',
  ].join('\n');
}

/** Settings of `cn=config` for a password policy of the whole server. */
export function policySettings(policy: TestPolicy): Readonly<Record<string, string>> {
  return {
    ...setting(['passwordHistory', 'passwordInHistory'], policy.history),
    ...setting(['passwordCheckSyntax', 'passwordMinLength'], policy.minimumLength),
    ...setting(['passwordLockout', 'passwordMaxFailure'], policy.maximumFailures),
    ...(policy.minimumAge === undefined ? {} : { passwordMinAge: String(policy.minimumAge) }),
    passwordMustChange: policy.mustChange === true ? 'on' : 'off',
    passwordTrackUpdateTime: 'on',
  };
}

function setting([toggle, name]: readonly [string, string], value: number | undefined): Record<string, string> {
  return value === undefined ? { [toggle]: 'off' } : { [toggle]: 'on', [name]: String(value) };
}

/** A service account that finds people and may set no password. */
export const READER_DN = SERVICE_DN.replace('cn=jeton', 'cn=reader');

/** What the service accounts may do, as values of `aci` on the suffix. */
export function accessRules(): string[] {
  const rule = (name: string, { target, right, dn }: Record<'target' | 'right' | 'dn', string>): string =>
    `(targetattr ${target})(version 3.0; acl "${name}"; allow (${right}) userdn = "ldap:///${dn}";)`;
  const reading = { target: '!= "userPassword || passwordHistory"', right: 'read,search,compare' };
  const setting = { target: '= "userPassword || passwordExpirationTime"', right: 'write' };
  return [
    rule('jeton reads', { ...reading, dn: SERVICE_DN }),
    rule('jeton sets passwords', { ...setting, dn: SERVICE_DN }),
    rule('reader reads', { ...reading, dn: READER_DN }),
  ];
}
