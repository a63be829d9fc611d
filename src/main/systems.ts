import type { ApplicationSettings, LdapReplicaSettings } from '../config/application-settings.ts';
import type { DirectorySettings, Settings } from '../config/settings.ts';
import type { Mailer } from '../mail/message.ts';
import { buildSmtpMailer, type SmtpMailer } from '../mail/smtp-mailer.ts';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import type { Random } from '../platform/random.ts';
import type { Application, ApplicationFacts } from '../systems/application.ts';
import type { Directory } from '../systems/directory.ts';
import { openEmbeddedDirectory } from '../systems/embedded-directory.ts';
import { openLdapDirectory } from '../systems/ldap/ldap-directory.ts';
import { type Role, carries } from './role.ts';
import { signalGroup } from './signal-group.ts';

export interface Tools {
  readonly clock: Clock;
  readonly random: Random;
}

/** Where a courier carries to. */
export interface Recipients {
  readonly applications: readonly Application[];
  readonly mailer: Mailer;
}

/** Everything outside Jeton that a process works with. */
export interface Systems {
  readonly directory: Directory;
  /** As the settings name them; to know them is enough for whoever only seals for them. */
  readonly applications: readonly ApplicationFacts[];
  /** Absent in a process that carries nothing. */
  readonly recipients: Recipients | undefined;
}

/** Opens the connectors that the settings name and the role needs; none of them needs to be up yet. */
export async function openSystems(settings: Settings, role: Role, tools: Tools): Promise<Systems & AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const directory = opened.use(await openDirectory(settings.directory, tools));
  const applications = settings.applications.map(factsOf);
  const recipients = carries(role) ? await openRecipients(settings, tools, opened) : undefined;
  const stack = opened.move();
  return { directory, applications, recipients, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function openRecipients(settings: Settings, tools: Tools, opened: AsyncDisposableStack): Promise<Recipients> {
  const applications: Application[] = [];
  for (const one of settings.applications) {
    applications.push(opened.use(await openApplication(one, settings.directory, tools)));
  }
  return { applications, mailer: opened.use(openMailer(settings, tools)) };
}

/** What an application is called, what it is handed and what it can hold, as its connector will say once it is open. */
export function factsOf(settings: ApplicationSettings): ApplicationFacts {
  const { name } = settings;
  switch (settings.type) {
    case 'ldap-replica':
      return { name, carries: 'watch' };
    case 'webhook':
      return { name, carries: 'announcement' };
    case 'active-directory':
    case 'ldap':
    case 'moodle':
    case 'scim':
    case 'sql':
    case 'command':
    case 'kerberos':
      return { name, carries: 'password', capacity: settings.capacity };
    case 'module':
      return { name, carries: settings.carries, capacity: settings.capacity };
  }
}

/** @throws AppError DIRECTORY_FILE, SETTINGS_INVALID */
export async function openDirectory(settings: DirectorySettings, tools: Tools): Promise<Directory> {
  switch (settings.type) {
    case 'ldap':
      return openLdapDirectory(settings, tools);
    case 'active-directory': {
      const { openActiveDirectory } = await import('../systems/active-directory/active-directory.ts');
      return openActiveDirectory(settings, tools);
    }
    case 'embedded':
      return await openEmbeddedDirectory(settings, tools);
  }
}

/**
 * Each connector is loaded where the settings name one: a process holds nothing that it has no use for.
 * @throws AppError SETTINGS_INVALID
 */
export async function openApplication(
  settings: ApplicationSettings,
  directory: DirectorySettings,
  tools: Tools,
): Promise<Application> {
  switch (settings.type) {
    case 'active-directory': {
      const { openActiveDirectoryApplication } = await import('../systems/active-directory/application.ts');
      return openActiveDirectoryApplication(settings, tools);
    }
    case 'ldap-replica':
      return await openReplica(settings, directory, tools);
    case 'ldap': {
      const { openLdapApplication } = await import('../systems/ldap/ldap-application.ts');
      return openLdapApplication(settings, tools);
    }
    case 'webhook': {
      const { buildWebhook } = await import('../systems/webhook.ts');
      return buildWebhook(settings, tools);
    }
    case 'moodle': {
      const { buildMoodle } = await import('../systems/moodle/moodle.ts');
      return buildMoodle(settings, tools);
    }
    case 'scim': {
      const { buildScim } = await import('../systems/scim/scim.ts');
      return buildScim(settings, tools);
    }
    case 'module': {
      const { openOwnModule } = await import('../systems/own-module.ts');
      return await openOwnModule(settings, tools);
    }
    case 'sql': {
      const { openSql } = await import('../systems/sql/sql-application.ts');
      return await openSql(settings, { ...tools, signalGroup });
    }
    case 'command': {
      const { buildCommand } = await import('../systems/command.ts');
      return buildCommand(settings, { signalGroup });
    }
    case 'kerberos': {
      const { buildKerberos } = await import('../systems/kerberos.ts');
      return buildKerberos(settings, { ...tools, signalGroup });
    }
  }
}

async function openReplica(
  settings: LdapReplicaSettings,
  directory: DirectorySettings,
  tools: Tools,
): Promise<Application> {
  const { openLdapReplica } = await import('../systems/ldap/ldap-replica.ts');
  if (directory.type === 'ldap') return openLdapReplica(settings, directory, tools);
  throw new AppError('SETTINGS_INVALID', `${settings.name}: ldap-replica is a copy of an LDAP directory`);
}

/** @throws AppError SETTINGS_INVALID */
export function openMailer({ mail, institution, promiseMs }: Settings, { clock }: Tools): SmtpMailer {
  return buildSmtpMailer({ ...mail.smtp, from: mail.from, dkim: mail.dkim, institution, promiseMs, clock });
}
