import type { z } from 'zod';
import { duration } from '../leaves.ts';
import { mapping } from '../mapping.ts';
import type { RetentionSettings } from '../settings.ts';

const DAY = 24 * 3_600_000;

/** Six months at least, which the CNIL asks of logs, and three years at most. */
export function retentionSection(): z.ZodType<RetentionSettings> {
  return mapping({
    audit: duration({ least: 180 * DAY, most: 1096 * DAY })
      .prefault('365d')
      .describe(
        'For how long entries of the audit trail are kept. The CNIL recommends six months to a year; what is older is removed every day, and an entry says so.',
      ),
  }).transform(({ audit }) => ({ auditMs: audit }));
}
