import { readFile } from 'node:fs/promises';
import { findAnchors } from '../../ledger/trail/anchors.ts';
import { describeFault } from '../../ledger/trail/faults.ts';
import { type Verdict, verifyTrail } from '../../ledger/trail/verify.ts';
import { atOneMoment } from '../../ledger/trail/walk.ts';
import { AppError, messageOf } from '../../platform/errors.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exit-codes.ts';
import type { AuditStand } from './stand.ts';

/** `jeton audit verify`. @param anchor an anchor, or a file that holds some, such as a log. @returns the exit code */
export async function verifyAction(stand: AuditStand, anchor: string | undefined): Promise<number> {
  const { ledger, keys, operator, terminal } = stand;
  const anchors = anchor === undefined ? [] : await readAnchors(anchor);
  const verdict = await atOneMoment(ledger.db, (db) => verifyTrail(db, keys, anchors));
  const { entries, count } = verdict;
  const detail = { entries, faults: count, anchors: anchors.length };
  await ledger.transaction((tx) => tx.record({ kind: 'audit.verified', actor: operator, detail }));
  tell(verdict, terminal);
  if (anchors.length > 0) terminal.print(`compared with ${counted(anchors.length, 'anchor')} that had been kept`);
  if (count > 0) return EXIT.failure;
  terminal.print(`keep elsewhere, for a later --anchor: ${verdict.anchors.join(' ')}`);
  return EXIT.done;
}

async function readAnchors(given: string): ReturnType<typeof readText> {
  const written = findAnchors(given);
  return written.length > 0 ? written : await readText(given);
}

async function readText(file: string) {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppError('USAGE', `--anchor ${file}: neither an anchor nor a file: ${messageOf(cause)}`, { cause });
  });
  const found = findAnchors(text);
  if (found.length === 0) throw new AppError('USAGE', `--anchor ${file}: there is no anchor in it`);
  return found;
}

function tell({ entries, chains, outside, erased, faults, count }: Verdict, terminal: AuditStand['terminal']): void {
  for (const fault of faults) terminal.complain(describeFault(fault));
  if (count > faults.length) terminal.complain(`and ${count - faults.length} more`);
  const verdict = count === 0 ? 'all as they were written' : counted(count, 'fault');
  const all = counted(entries, 'entry', 'entries');
  terminal.print(`${all} in ${counted(chains, 'chain')}: ${verdict}`);
  if (erased > 0) terminal.print(`${erased} of them erased on request: time, kind and digest remain`);
  if (outside > 0) {
    terminal.print(`${counted(outside, 'entry', 'entries')} of before the chains, or accepted: nothing protects them`);
  }
}
