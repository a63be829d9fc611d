import { purgeTrail } from '../../ledger/trail/purge.ts';
import { systemClock } from '../../platform/clock.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exit-codes.ts';
import type { AuditStand } from './stand.ts';

/** `jeton audit purge`: what the service does every day, now. @returns the exit code */
export async function purgeAction({ settings, ledger, keys, operator, terminal }: AuditStand): Promise<number> {
  const now = systemClock.now();
  const before = now - settings.retention.auditMs;
  const { rows, faults } = await purgeTrail(ledger, { keys, before, now, actor: operator });
  terminal.print(`${counted(rows, 'entry', 'entries')} from before ${new Date(before).toISOString()} removed`);
  if (faults === 0) return EXIT.done;
  terminal.complain(`${faults} of them were not as they had been written`);
  return EXIT.failure;
}
