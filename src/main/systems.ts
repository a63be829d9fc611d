import type { ApplicationSettings, DirectorySettings, LdapReplicaSettings, Settings } from '../config/settings.ts';
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

export interface Tools {
  readonly clock: Clock;
  readonly random: Random;
}

/** Everything outside Jeton that it works with. */
export interface Systems<M = SmtpMailer> extends AsyncDisposable {
  readonly directory: Directory;
  readonly applications: readonly Application[];
  readonly mailer: M;
}

/** Opens the connectors that the settings name; none of them needs to be up yet. */
export async function openSystems(settings: Settings, tools: Tools): Promise<Systems> {
  await using opened = new AsyncDisposableStack();
  const directory = opened.use(await openDirectory(settings.directory, tools));
  const applications = settings.applications.map((one) => opened.use(openApplication(one, settings.directory, tools)));
  const mailer = opened.use(openMailer(settings, tools));
  const stack = opened.move();
  return { directory, applications, mailer, [Symbol.asyncDispose]: () => stack.disposeAsync() };
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
