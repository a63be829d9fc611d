import { type FileHandle, open } from 'node:fs/promises';
import { ENTRY_FIELDS, type Entry, entryOf, writeCsvLine, writeJsonLine } from '../../ledger/trail/entries.ts';
import { atOneMoment, walkTrail } from '../../ledger/trail/walk.ts';
import { AppError, messageOf } from '../../platform/errors.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exit-codes.ts';
import type { AuditStand } from './stand.ts';

const FORMATS = ['jsonl', 'csv'] as const;
type Format = (typeof FORMATS)[number];

export interface Exporting {
  readonly format: Format;
  /** From this moment on, and before that one, in milliseconds since the epoch. */
  readonly since: number;
  readonly until: number;
  /** A file, which must not be there; standard output unless said. */
  readonly out: string | undefined;
}

/** @throws AppError USAGE */
export function readFormat(written: string): Format {
  const format = FORMATS.find((each) => each === written);
  if (format !== undefined) return format;
  throw new AppError('USAGE', `--format ${written}: the formats are ${FORMATS.join(', ')}`);
}

/** `2026-11-25` or `2026-11-25T04:00:00Z`; a day begins at midnight UTC. @throws AppError USAGE */
export function readMoment(option: string, written: string | undefined, otherwise: number): number {
  if (written === undefined) return otherwise;
  const at = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(written) ? Date.parse(written) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new AppError('USAGE', `${option} ${written}: write a day such as 2026-11-25, or 2026-11-25T04:00:00Z`);
}

/** `jeton audit export`. It is an entry itself, before the first line leaves. @returns the exit code */
export async function exportAction(stand: AuditStand, exporting: Exporting): Promise<number> {
  const { ledger, operator, terminal } = stand;
  const { format, since, until, out } = exporting;
  const range = { since: momentOf(since), until: momentOf(until) };
  const detail = { format, ...range, to: out === undefined ? 'standard output' : 'a file' };
  const file = out === undefined ? undefined : await openNew(out);
  await ledger.transaction((tx) => tx.record({ kind: 'audit.exported', actor: operator, detail }));
  const write = async (lines: readonly string[]): Promise<void> => {
    if (lines.length === 0) return;
    if (file === undefined) for (const line of lines) terminal.print(line);
    else await file.appendFile(`${lines.join('\n')}\n`);
  };
  try {
    const entries = await writeEntries(stand, exporting, write);
    if (file !== undefined) {
      await file.sync();
      terminal.print(`${out}: ${counted(entries, 'entry', 'entries')}`);
    }
  } finally {
    await file?.close();
  }
  return EXIT.done;
}

function momentOf(at: number): string {
  return Number.isFinite(at) ? new Date(at).toISOString() : 'all';
}

async function openNew(path: string): Promise<FileHandle> {
  return await open(path, 'wx', 0o600).catch((cause: unknown) => {
    throw new AppError('USAGE', `--out ${path}: ${messageOf(cause)}; name a file that is not there yet`, { cause });
  });
}

async function writeEntries(
  { ledger }: AuditStand,
  { format, since, until }: Exporting,
  write: (lines: readonly string[]) => Promise<void>,
): Promise<number> {
  // CSV ends its lines with CR and LF (RFC 4180); the LF comes with the line.
  const csv = (values: Parameters<typeof writeCsvLine>[0]): string => `${writeCsvLine(values)}\r`;
  const lineOf = (entry: Entry): string =>
    format === 'csv' ? csv(ENTRY_FIELDS.map((field) => entry[field])) : writeJsonLine(entry);
  if (format === 'csv') await write([csv(ENTRY_FIELDS)]);
  return await atOneMoment(ledger.db, async (db) => {
    let entries = 0;
    for await (const page of walkTrail(db)) {
      const lines = page.filter(({ at }) => at >= since && at < until).map((row) => lineOf(entryOf(row)));
      entries += lines.length;
      await write(lines);
    }
    return entries;
  });
}
