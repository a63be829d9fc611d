import { userInfo } from 'node:os';
import type { Terminal } from './command.ts';

/** Who runs a command, for the audit trail: the user of the machine, and whoever became that user by sudo. */
export function operatorOf({ environment }: Pick<Terminal, 'environment'>): string {
  const name = readName();
  const before = environment['SUDO_USER'];
  return before === undefined || before === name ? `user:${name}` : `user:${name} (sudo ${before})`;
}

/** A container's user may have no name. */
function readName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'nobody that the machine knows';
  }
}
