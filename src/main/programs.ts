import type { ApplicationSettings } from '../config/application-settings.ts';
import { AppError } from '../platform/errors.ts';

/** Whether its connector starts a program for each password. */
function startsProgram(application: ApplicationSettings): boolean {
  const { type } = application;
  return type === 'command' || type === 'kerberos' || (type === 'sql' && application.hash.format === 'yescrypt');
}

/**
 * The units that we ship keep the process from starting programs; whoever has an application that needs one says so there.
 * Said at the start, for a delivery would find out hours later.
 *
 * @throws AppError SETTINGS_INVALID
 */
export function assertMayStart(applications: readonly ApplicationSettings[], isPermitted: boolean): void {
  const names = isPermitted ? [] : applications.filter(startsProgram).map(({ name }) => name);
  if (names.length === 0) return;
  throw new AppError(
    'SETTINGS_INVALID',
    `applications: ${names.join(', ')}: starts programs, and this process may not; ` +
      'add --allow-child-process to the ExecStart of its unit, after --permission',
  );
}
