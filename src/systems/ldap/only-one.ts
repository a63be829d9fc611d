import { AppError } from '../../platform/errors.ts';
import type { Account, FoundAccount } from '../directory.ts';

/** @throws AppError DIRECTORY_ANSWER when there are several */
export function onlyOne(found: readonly Account[]): FoundAccount {
  const [account, ...others] = found;
  if (others.length > 0) throw new AppError('DIRECTORY_ANSWER', `${found.length} entries have the same id or number`);
  return account === undefined ? { kind: 'absent' } : { kind: 'found', account };
}
