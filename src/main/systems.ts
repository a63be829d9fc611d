import type { ApplicationSettings, DirectorySettings, LdapReplicaSettings, Settings } from '../config/settings.ts';
import type { ApplicationName } from '../journey/parts.ts';
import type { Mailer } from '../mail/message.ts';
import { buildSmtpMailer, type SmtpMailer } from '../mail/smtp-mailer.ts';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import type { Random } from '../platform/random.ts';
import type { Application } from '../systems/application.ts';
import type { Directory } from '../systems/directory.ts';
import { openEmbeddedDirectory } from '../systems/embedded-directory.ts';
import { openLdapDirectory } from '../systems/ldap/ldap-directory.ts';
import { openLdapReplica } from '../systems/ldap/ldap-replica.ts';
import { buildWebhook } from '../systems/webhook.ts';
import { type Role, carries } from './role.ts';

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
  readonly applications: readonly ApplicationName[];
  /** Absent in a process that carries nothing. */
  readonly recipients: Recipients | undefined;
}

/** Opens the connectors that the settings name and the role needs; none of them needs to be up yet. */
export async function openSystems(settings: Settings, role: Role, tools: Tools): Promise<Systems & AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const directory = opened.use(await openDirectory(settings.directory, tools));
  const applications = settings.applications.map(applicationName);
  const recipients = carries(role) ? openRecipients(settings, tools, opened) : undefined;
  const stack = opened.move();
  return { directory, applications, recipients, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function openRecipients(settings: Settings, tools: Tools, opened: AsyncDisposableStack): Recipients {
  const applications = settings.applications.map((one) => opened.use(openApplication(one, settings.directory, tools)));
  return { applications, mailer: opened.use(openMailer(settings, tools)) };
}

/** What an application is called and what it is handed, as its connector will say once it is open. */
export function applicationName({ name, type }: ApplicationSettings): ApplicationName {
  switch (type) {
    case 'ldap-replica':
      return { name, carries: 'watch' };
    case 'webhook':
      return { name, carries: 'announcement' };
  }
}

/** @throws AppError DIRECTORY_FILE, SETTINGS_INVALID */
export async function openDirectory(settings: DirectorySettings, tools: Tools): Promise<Directory> {
  switch (settings.type) {
    case 'ldap':
      return openLdapDirectory(settings, tools);
    case 'embedded':
      return await openEmbeddedDirectory(settings, tools);
  }
}

/** @throws AppError SETTINGS_INVALID */
export function openApplication(
  settings: ApplicationSettings,
  directory: DirectorySettings,
  tools: Tools,
): Application {
  switch (settings.type) {
    case 'ldap-replica':
      return openReplica(settings, directory, tools);
    case 'webhook':
      return buildWebhook(settings, tools);
  }
}

function openReplica(settings: LdapReplicaSettings, directory: DirectorySettings, tools: Tools): Application {
  if (directory.type === 'ldap') return openLdapReplica(settings, directory, tools);
  throw new AppError('SETTINGS_INVALID', `${settings.name}: ldap-replica is a copy of an LDAP directory`);
}

/** @throws AppError SETTINGS_INVALID */
export function openMailer({ mail, institution, promiseMs }: Settings, { clock }: Tools): SmtpMailer {
  return buildSmtpMailer({ ...mail.smtp, from: mail.from, dkim: mail.dkim, institution, promiseMs, clock });
}
