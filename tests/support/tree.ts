import { createHash } from 'node:crypto';
import { asciiOf, makePeople, type Population } from './people.ts';
import type { Person } from './person.ts';

/** Where everything stands in the generated tree. */
export const SUFFIX = 'dc=univ,dc=example';
export const PEOPLE = `ou=people,${SUFFIX}`;
export const SERVICE_DN = `cn=jeton,ou=services,${SUFFIX}`;
export const ADMIN_DN = `cn=admin,${SUFFIX}`;

export type Attributes = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The attributes of a person's entry. */
export function attributesOf(person: Person): Attributes {
  const displayName = `${person.given} ${person.family}`;
  return {
    objectClass: ['inetOrgPerson', 'supannPerson'],
    uid: person.uid,
    cn: displayName,
    sn: person.family,
    givenName: person.given,
    displayName,
    mail: `${asciiOf(person.given)}.${asciiOf(person.family)}.${person.uid}@univ.example`,
    preferredLanguage: person.language,
    supannEtuId: person.number,
    supannEmpId: person.number === undefined ? `E${person.uid}` : undefined,
    supannMailPerso: person.mailPerso,
    supannMailPrive: person.mailPrive,
    supannRessourceEtat: person.disabled ? ['{COMPTE}I', '{MAIL}I'] : ['{COMPTE}A', '{MAIL}A'],
    userPassword: sshaOf(person.password),
  };
}

export function dnOf(person: Pick<Person, 'uid'>): string {
  return `uid=${person.uid},${PEOPLE}`;
}

/** The LDIF of a whole tree, piece by piece: organisation, units, the service account, then everybody. */
export function* treeLdif(population: Population, servicePassword = 'service'): Generator<string> {
  yield recordOf(SUFFIX, { objectClass: ['dcObject', 'organization'], dc: 'univ', o: 'Université Exemple' });
  for (const ou of ['people', 'services', 'policies']) {
    yield recordOf(`ou=${ou},${SUFFIX}`, { objectClass: 'organizationalUnit', ou });
  }
  yield recordOf(SERVICE_DN, {
    objectClass: ['organizationalRole', 'simpleSecurityObject'],
    cn: 'jeton',
    userPassword: sshaOf(servicePassword),
  });
  for (const person of makePeople(population)) yield recordOf(dnOf(person), attributesOf(person));
}

/** One LDIF record (RFC 2849), values that are not plain ASCII in base64. */
export function recordOf(dn: string, attributes: Attributes): string {
  const lines = [line('dn', dn)];
  for (const [name, held] of Object.entries(attributes)) {
    for (const value of held === undefined ? [] : typeof held === 'string' ? [held] : held)
      lines.push(line(name, value));
  }
  return `${lines.join('\n')}\n\n`;
}

function line(name: string, value: string): string {
  const plain = /^[!-9;=-~](?:[ -~]*[!-~])?$/.test(value);
  return plain ? `${name}: ${value}` : `${name}:: ${Buffer.from(value).toString('base64')}`;
}

/** Salted SHA-1 as OpenLDAP stores it: quick to make for 60,000 people. The salt is derived, so that trees repeat. */
export function sshaOf(password: string): string {
  const salt = createHash('sha256').update(password).digest().subarray(0, 8);
  const digest = createHash('sha1').update(password).update(salt).digest();
  return `{SSHA}${Buffer.concat([digest, salt]).toString('base64')}`;
}
