import { z } from 'zod';
import type { KerberosSettings } from '../../application-settings.ts';
import { type Surroundings, path, readablePath } from '../../files.ts';
import { duration, leaf, matching } from '../../leaves.ts';
import { type Kind, mapping } from '../../mapping.ts';
import { fault, ok } from '../../reading.ts';
import { holds, name } from './common.ts';

/** kadmin reads a line of 1024 bytes and forgets the rest of it. */
const HELD = { bytes: 1000 } as const;
const NAMES: readonly string[] = ['login', 'number', 'id'];

const principal = leaf({
  what: "a principal's name such as '{login}'",
  title: 'principal, with {login}, {number} or {id}',
  read: (written) => {
    const names = Array.from(written.matchAll(/\{([^{}]*)\}/g), ([, found = '']) => found);
    if (names.length === 0) return fault('names one principal for everybody; write {login}, {number} or {id} in it');
    const unknown = names.find((found) => !NAMES.includes(found));
    if (unknown !== undefined) return fault('holds a name that is not known; known are {login}, {number}, {id}');
    const rest = written.replaceAll(/\{[^{}]*\}/g, 'x');
    if (rest.includes('@')) return fault('must be without the realm, which has a setting of its own');
    return /^[A-Za-z0-9_][A-Za-z0-9._/-]*$/.test(rest) ? ok(written) : fault('must be letters, digits, . _ - and /');
  },
});

/** A realm of MIT Kerberos. */
export function kerberos(surroundings: Surroundings): Kind<KerberosSettings> {
  // A process that carries nothing may stand on a machine that has none of these.
  const file = surroundings.unread === true ? path(surroundings) : readablePath(surroundings);
  return mapping({
    name,
    type: z.literal('kerberos').describe('A realm of MIT Kerberos, whose passwords kadmin sets (package krb5-user).'),
    realm: matching(/^[A-Za-z0-9][A-Za-z0-9.-]*$/, 'a realm such as UNIV.EXAMPLE').describe('The realm.'),
    principal: principal.prefault('{login}').describe('Whose password is set, without the realm.'),
    admin: matching(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, 'a principal such as jeton/admin').describe(
      'The principal that sets passwords, without the realm; kadm5.acl gives it the right `c`.',
    ),
    keytab: file.describe('The keys of `admin`.'),
    config: file.optional().describe('The krb5.conf that names the servers. Unless written, that of the system.'),
    timeout: duration({ least: 100, most: 20_000 }).prefault('15s').describe('Longest wait for the servers.'),
    holds: holds(HELD).prefault({}),
  }).transform(({ timeout: timeoutMs, holds: capacity, config, ...rest }) => ({
    ...rest,
    config,
    timeoutMs,
    capacity,
  }));
}
