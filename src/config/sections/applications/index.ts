import { z } from 'zod';
import type { ApplicationSettings, LdapReplicaSettings } from '../../application-settings.ts';
import type { Surroundings } from '../../files.ts';
import { expected } from '../../leaves.ts';
import { type Contradiction, kindFault } from '../../mapping.ts';
import { activeDirectoryApplication } from './active-directory.ts';
import { ldapApplication } from './ldap.ts';
import { command } from './command.ts';
import { kerberos } from './kerberos.ts';
import { type WrittenReplica, ldapReplica } from './ldap-replica.ts';
import { moodle } from './moodle.ts';
import { ownModule } from './module.ts';
import { scim } from './scim.ts';
import { sql } from './sql.ts';
import { webhook } from './webhook.ts';

export type WrittenApplication = Exclude<ApplicationSettings, LdapReplicaSettings> | WrittenReplica;

export function applicationsSection(surroundings: Surroundings): z.ZodType<readonly WrittenApplication[]> {
  const known = [
    activeDirectoryApplication(surroundings),
    ldapApplication(surroundings),
    ldapReplica(surroundings),
    moodle(surroundings),
    scim(surroundings),
    webhook(surroundings),
    ownModule(surroundings),
    sql(surroundings),
    command(surroundings),
    kerberos(surroundings),
  ] as const;
  const error = kindFault({
    known: [
      'active-directory',
      'ldap',
      'ldap-replica',
      'moodle',
      'scim',
      'webhook',
      'module',
      'sql',
      'command',
      'kerberos',
    ],
    later: [],
  });
  const application = z.discriminatedUnion('type', known, { error });
  return z.array(application, { error: expected('a list of applications') }).superRefine(
    (applications, context) => {
      for (const { path, fault: message } of repeatedNames(applications)) {
        context.issues.push({ code: 'custom', path: [...path], message, input: undefined });
      }
    },
    { when: ({ value }) => Array.isArray(value) },
  );
}

/** Judged whatever is wrong with the applications: a name that is no text is no repetition. */
function repeatedNames(applications: readonly unknown[]): readonly Contradiction[] {
  const seen = new Set<string>();
  return applications.flatMap((application, index) => {
    if (typeof application !== 'object' || application === null || !('name' in application)) return [];
    if (typeof application.name !== 'string') return [];
    const key = application.name.normalize('NFKC').toLowerCase();
    const again = seen.has(key);
    seen.add(key);
    return again ? [{ path: [index, 'name'], fault: 'names an application twice; each needs a name of its own' }] : [];
  });
}
