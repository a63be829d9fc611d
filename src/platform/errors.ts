/** Every fault Jeton can raise, by its stable code. Expected outcomes are values, not errors. */
export const ERROR_CODES = {
  SETTINGS_INVALID: 'The settings file has faults; nothing was started.',
  KEYS_INVALID: 'The keys file is missing, unreadable or damaged.',
  LEDGER_UNAVAILABLE: 'The ledger cannot be read or written; nothing was changed.',
  LEDGER_BUSY: 'Others were in the way in the ledger for too long; nothing was changed.',
  LEDGER_UNSURE: 'The ledger went away during a commit: whether it was written is not known.',
  LEDGER_NEWER: 'The ledger was brought to a newer version of Jeton, without what this one needs.',
  LEDGER_OUTDATED: 'The ledger is behind this version of Jeton; run `jeton migrate`.',
  LEDGER_IN_USE: 'Others may still use the ledger; nothing was changed.',
  LEDGER_MOVED: 'The ledger moves, or has moved, to another place.',
  LEDGER_DIFFERS: 'A ledger that moves did not arrive as it was.',
  SEAL_BROKEN: 'A sealed delivery cannot be opened: it was altered.',
  SEAL_KEY_MISSING: 'A sealed delivery cannot be opened here: this keys file does not have its key.',
  DIRECTORY_FILE: 'The embedded directory’s file cannot be used: not readable, damaged, full, or of a newer version.',
  DIRECTORY_ANSWER: 'The directory gave an answer that makes no sense here.',
  LISTEN_FAILED: 'The address to listen on is taken or not allowed.',
  USAGE: 'The command line is not understood.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** A fault with a stable code; `cause` keeps what was thrown below. */
export class AppError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail ?? ERROR_CODES[code], options);
    this.name = 'AppError';
    this.code = code;
  }
}

/** The code that Node and its drivers give their errors (`ECONNREFUSED`, `ENOENT`); undefined where there is none. */
export function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined;
}

/** One line for operators of what became of a connection or a certificate, its code first; of several tries, the first. */
export function describeFailure(thrown: unknown): string {
  const [first] = thrown instanceof AggregateError ? (thrown.errors as unknown[]) : [thrown];
  const code = codeOf(first);
  return `${code === undefined ? '' : `${code}: `}${messageOf(first).slice(0, LONGEST_FAILURE)}`;
}

const LONGEST_FAILURE = 200;

/** What to print of anything thrown: its message, or its text. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
