import { DatabaseError } from 'pg';
import { AppError, type ErrorCode, messageOf } from '../../platform/errors.ts';

/** The server that was asked only answers readers: a standby, or a primary on its way down. */
export class NotWritable extends Error {}

/** The answer to a commit never came: whether it took place, the receipt tells. */
export class CommitLost extends Error {
  readonly receipt: string;

  constructor(receipt: string, options: ErrorOptions) {
    super('the answer to a commit was lost', options);
    this.receipt = receipt;
  }
}

/** What a fault says about the transaction and the connection it met. SQLSTATE: postgresql.org/docs/current/errcodes-appendix.html */
export type FaultKind =
  /** The connection is of no use any more, or never was: another server may do. */
  | 'connection'
  /** Two transactions were in each other's way. */
  | 'conflict'
  /** The server refuses to work: no space, no right, no such database, too slow. */
  | 'refused'
  /** A mistake of ours. */
  | 'other';

const READ_ONLY = '25006';
const CONFLICTS: ReadonlySet<string> = new Set(['40001', '40P01', '55P03']);
/** Going down, starting up, or full of connections. */
const CONNECTIONS: ReadonlySet<string> = new Set([READ_ONLY, '53300', '57P01', '57P02', '57P03', '57P05', '25P03']);
/** By class: no such database, rights, resources, the operator, the disk. */
const REFUSALS = /^(?:3D|28|42501|53|54|57|58)/;

export function kindOf(thrown: unknown): FaultKind {
  if (thrown instanceof NotWritable) return 'connection';
  if (!(thrown instanceof DatabaseError)) return isDistrust(thrown) ? 'refused' : 'connection';
  const { code = '' } = thrown;
  if (CONFLICTS.has(code)) return 'conflict';
  if (CONNECTIONS.has(code) || code.startsWith('08')) return 'connection';
  return REFUSALS.test(code) ? 'refused' : 'other';
}

/** What Node says of a certificate that is not the server's, or of nobody we trust. */
const DISTRUST = /^(?:ERR_TLS_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_)/;

function isDistrust(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && DISTRUST.test(String(thrown.code));
}

/** As the rest of Jeton knows it. */
export function translate(thrown: unknown): Error {
  if (thrown instanceof AppError || thrown instanceof CommitLost) return thrown;
  const options = { cause: thrown };
  switch (kindOf(thrown)) {
    case 'connection':
    case 'refused':
      return new AppError('LEDGER_UNAVAILABLE', `the ledger cannot be used: ${detailOf(thrown)}`, options);
    case 'conflict':
      return new AppError('LEDGER_BUSY', `the ledger is busy: ${detailOf(thrown)}`, options);
    case 'other':
      return thrown instanceof Error ? thrown : new Error(messageOf(thrown));
  }
}

/** A connection that is refused by every address of a name is told as one error without a message. */
export function detailOf(thrown: unknown): string {
  if (thrown instanceof AggregateError) return thrown.errors.map(messageOf).join(', ');
  return messageOf(thrown);
}

/** Whether a transaction that met this is worth being run again, now or on another server. */
export function isPassing(thrown: unknown): boolean {
  if (!(thrown instanceof AppError) || !PASSING.has(thrown.code)) return false;
  // One may have been told as another: what the server said is at the bottom.
  if (thrown.cause instanceof AppError) return isPassing(thrown.cause);
  if (thrown.cause === undefined) return false;
  const kind = kindOf(thrown.cause);
  return kind === 'conflict' || kind === 'connection';
}

/** Not LEDGER_UNSURE: what may have been committed must not be run again. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['LEDGER_UNAVAILABLE', 'LEDGER_BUSY']);
