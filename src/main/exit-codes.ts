import type { ErrorCode } from '../platform/errors.ts';

/** What the command answers to whoever started it; documented in `docs/operations.md`. */
export const EXIT = {
  done: 0,
  /** Something that was tried did not work. */
  failure: 1,
  usage: 2,
  settings: 3,
  /** The ledger is not for this version or this process: starting again mends nothing. */
  ledger: 4,
  listen: 5,
  /** The ledger cannot be used at the moment: a fail-over, a full disk, a long lock. Starting again may do. */
  unavailable: 6,
} as const;

/** The exit code for a fault. */
export function exitCodeOf(code: ErrorCode): number {
  switch (code) {
    case 'USAGE':
      return EXIT.usage;
    case 'SETTINGS_INVALID':
    case 'KEYS_INVALID':
      return EXIT.settings;
    case 'LEDGER_UNAVAILABLE':
    case 'LEDGER_BUSY':
    case 'LEDGER_UNSURE':
      return EXIT.unavailable;
    case 'LEDGER_NEWER':
    case 'LEDGER_OUTDATED':
    case 'LEDGER_IN_USE':
    case 'LEDGER_MOVED':
      return EXIT.ledger;
    case 'LISTEN_FAILED':
      return EXIT.listen;
    case 'LEDGER_DIFFERS':
    case 'SEAL_BROKEN':
    case 'SEAL_KEY_MISSING':
    case 'DIRECTORY_FILE':
    case 'DIRECTORY_ANSWER':
      return EXIT.failure;
  }
}
