import { z } from 'zod';
import { expected, rate } from '../leaves.ts';
import { mapping } from '../mapping.ts';
import type { LimitSettings } from '../settings.ts';

/** `off` is `undefined`: no limits. */
export function limitsSection(): z.ZodType<LimitSettings | undefined> {
  const limits = mapping({
    mailsPerAccount: rate
      .prefault('5/1h')
      .describe(
        'Links mailed to one account, whichever address leads to it. Beyond it the answer is the same, nothing is sent and the last link stays good.',
      ),
    requestsPerClient: rate
      .prefault('30/10m')
      .describe(
        'Requests of one client, which is an IPv4 address or an IPv6 /64; and as many links that never were one.',
      ),
    passwordsPerLink: rate
      .prefault('30/10m')
      .describe(
        'Passwords that may be refused behind one link, and ten times as many to one client. Beyond it the link stays good and has to wait.',
      ),
    unknownPerClient: rate
      .prefault('10/1h')
      .describe('Unknown addresses that one client may ask about; it bounds how many addresses a stranger can try.'),
    unknownOverall: rate
      .prefault('1000/1h')
      .describe('Unknown addresses that all clients together may ask about. An alarm is raised when it is used up.'),
    mailsOverall: rate
      .prefault('20000/1h')
      .describe(
        'Mails with a link, in all; keep it under what the mail relay takes. An alarm is raised when it is used up.',
      ),
  });
  const off = z.literal('off').transform(() => undefined);
  return z
    .union([off, limits], { error: expected('a mapping of rates, or `off` for measurements on a closed network') })
    .meta({ title: 'mapping | off' });
}
