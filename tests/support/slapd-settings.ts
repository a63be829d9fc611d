import { join } from 'node:path';
import type { CertificateFiles } from './pki.ts';
import { ADMIN_DN, PEOPLE, recordOf, SERVICE_DN, SUFFIX, type Attributes } from './tree.ts';

/** The password policy of the tree (slapo-ppolicy); absent fields are off. */
export interface TestPolicy {
  readonly history?: number;
  readonly minimumLength?: number;
  /** Seconds between two changes. */
  readonly minimumAge?: number;
  /** Failures until lockout. */
  readonly maximumFailures?: number;
  readonly mustChange?: boolean;
  readonly safeModify?: boolean;
  /** `pwdAllowUserChange`; false makes the server refuse a person's own change. */
  readonly userMayChange?: boolean;
}

export interface SlapdSettings {
  /** Attributes with an index (default: all that are searched). */
  readonly indexed?: readonly string[] | undefined;
  /** People stand in a database of their own, glued into the other one (`subordinate`), and these attributes have an index in it. */
  readonly peopleIndexed?: readonly string[] | undefined;
  /** Whether the service account may read slapd’s own settings, `cn=config` (default false). */
  readonly showsSettings?: boolean | undefined;
  /** Whether it may read `cn=Monitor`, which tells the time (default false). */
  readonly monitor?: boolean | undefined;
  readonly policy?: TestPolicy | undefined;
  /** Whether the service account may write pwdReset (default true). */
  readonly mayClearReset?: boolean | undefined;
  /** Whether the service account may write passwords (default true); with `manage` it counts as an administrator. */
  readonly maySetPasswords?: boolean | 'manage' | undefined;
  /** Attributes that nobody may read, the service account neither. */
  readonly hidden?: readonly string[] | undefined;
  /** No LDAP write at all, as on a replica. */
  readonly readOnly?: boolean | undefined;
  /** How the server hashes a new password (default `{ARGON2}`). */
  readonly passwordHash?: '{ARGON2}' | '{SSHA}' | undefined;
  /** Every change is on the disk before it is answered, as in production; tests do without. */
  readonly durable?: boolean | undefined;
  /** Whether it sends its authority's certificate along with its own (default false). */
  readonly sendsAuthority?: boolean | undefined;
  /** The server does not say that it has the password modify operation, nor take it (RFC 3062). */
  readonly withoutPasswordModify?: boolean | undefined;
  /** The server knows no TLS, neither LDAPS nor StartTLS. */
  readonly withoutTls?: boolean | undefined;
}

const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';
/** slapd has it built in: it is forbidden, and struck from what the root DSE shows. */
const WITHOUT_PASSWORD_MODIFY = [
  `restrict extended=${PASSWORD_MODIFY}`,
  `access to dn.base="" attrs=supportedExtension val/objectIdentifierMatch="${PASSWORD_MODIFY}" by * none`,
  'access to dn.base="" by * read',
];

const SEARCHED = ['objectClass', 'entryUUID', 'uid', 'mail', 'supannEtuId', 'supannMailPerso', 'supannMailPrive'];
const POLICY_DN = `cn=default,ou=policies,${SUFFIX}`;

/** The folder of people's own database. */
export const PEOPLE_DATA = 'data-people';

interface ServerTls extends CertificateFiles {
  readonly ca: string;
}

/** The text of slapd.conf. */
export function slapdConf(directory: string, tls: ServerTls, settings: SlapdSettings): string {
  const schemas = ['core', 'cosine', 'inetorgperson', 'nis'].map((name) => `include /etc/ldap/schema/${name}.schema`);
  const right = settings.maySetPasswords === 'manage' ? 'manage' : '=w';
  const write = settings.maySetPasswords === false ? '' : ` by dn.exact="${SERVICE_DN}" ${right}`;
  const clear = settings.mayClearReset === false ? 'read' : 'write';
  return [
    ...schemas,
    `include ${join(import.meta.dirname, 'supann.schema')}`,
    'modulepath /usr/lib/ldap',
    ...['back_mdb', 'ppolicy', 'argon2', 'lastbind'].map((name) => `moduleload ${name}`),
    `pidfile ${join(directory, 'slapd.pid')}`,
    ...(settings.withoutTls === true ? [] : tlsLines(tls)),
    `password-hash ${settings.passwordHash ?? '{ARGON2}'}`,
    'threads 4',
    ...(settings.withoutPasswordModify === true ? WITHOUT_PASSWORD_MODIFY : []),
    ...(settings.showsSettings === true ? ['database config', `access to * by dn.exact="${SERVICE_DN}" read`] : []),
    ...(settings.monitor === true ? ['database monitor', `access to * by dn.exact="${SERVICE_DN}" read`] : []),
    ...(settings.peopleIndexed === undefined ? [] : peopleLines(directory, settings.peopleIndexed)),
    'database mdb',
    `suffix "${SUFFIX}"`,
    `rootdn "${ADMIN_DN}"`,
    'rootpw admin',
    `directory ${join(directory, 'data')}`,
    'maxsize 1073741824',
    settings.durable === true ? '' : 'dbnosync',
    `index ${(settings.indexed ?? SEARCHED).join(',')} eq`,
    settings.readOnly ? 'readonly on' : '',
    settings.hidden === undefined ? '' : `access to attrs=${settings.hidden.join(',')} by * none`,
    `access to attrs=userPassword${write} by self =xw by anonymous auth by * none`,
    `access to attrs=pwdReset by dn.exact="${SERVICE_DN}" ${clear} by self read by * none`,
    `access to * by dn.exact="${SERVICE_DN}" read by self read by * none`,
    ...(settings.policy
      ? ['overlay ppolicy', `ppolicy_default "${POLICY_DN}"`, 'ppolicy_use_lockout', 'ppolicy_hash_cleartext']
      : []),
    '',
  ].join('\n');
}

/** The inner of two glued databases comes first. */
function peopleLines(directory: string, indexed: readonly string[]): string[] {
  return [
    'database mdb',
    `suffix "${PEOPLE}"`,
    'subordinate',
    `rootdn "${ADMIN_DN}"`,
    `directory ${join(directory, PEOPLE_DATA)}`,
    'maxsize 1073741824',
    'dbnosync',
    `index ${indexed.join(',')} eq`,
    'access to attrs=userPassword by self =xw by anonymous auth by * none',
    `access to * by dn.exact="${SERVICE_DN}" read by self read by * none`,
  ];
}

function tlsLines({ ca, certificate, key }: ServerTls): string[] {
  return [`TLSCACertificateFile ${ca}`, `TLSCertificateFile ${certificate}`, `TLSCertificateKeyFile ${key}`];
}

/** The policy entry, as LDIF. */
export function policyRecord(policy: TestPolicy): string {
  const attributes: Attributes = {
    objectClass: ['device', 'pwdPolicy'],
    cn: 'default',
    pwdAttribute: 'userPassword',
    pwdCheckQuality: '2',
    pwdInHistory: textOf(policy.history),
    pwdMinLength: textOf(policy.minimumLength),
    pwdMinAge: textOf(policy.minimumAge),
    pwdMaxFailure: textOf(policy.maximumFailures),
    pwdLockout: policy.maximumFailures === undefined ? undefined : 'TRUE',
    pwdMustChange: flagOf(policy.mustChange),
    pwdSafeModify: flagOf(policy.safeModify),
    pwdAllowUserChange: flagOf(policy.userMayChange),
  };
  return recordOf(POLICY_DN, attributes);
}

function textOf(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

function flagOf(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : value ? 'TRUE' : 'FALSE';
}
