import { isIP } from 'node:net';
import { z } from 'zod';
import { type Surroundings, path } from '../files.ts';
import { expected, leaf, text } from '../leaves.ts';
import { judge, listOf, mapping } from '../mapping.ts';
import { type Reading, fault, ok } from '../reading.ts';
import type { CheckSettings } from '../settings.ts';

const RESOLVER = 'an address such as 192.0.2.53 or 192.0.2.53:5353';

const resolver = leaf({ what: RESOLVER, title: 'address[:port]', read: readResolver });

function readResolver(written: string): Reading<string> {
  const [, bracketed, plain = '', port = '53'] = /^(?:\[([^\]]*)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(written) ?? [];
  const isAddress = isIP(written) !== 0 || isIP(bracketed ?? plain) === (bracketed === undefined ? 4 : 6);
  return isAddress && Number(port) >= 1 && Number(port) <= 65_535 ? ok(written) : fault(`must be ${RESOLVER}`);
}

/** A number that YAML took for one: people write `28799999`, as it stands on the card. */
const number = z.union([text('a number or login'), z.int().min(0).transform(String)], {
  error: expected('the number or login of a test account'),
});

export function checkSection(surroundings: Surroundings): z.ZodType<CheckSettings> {
  // Only the check reads it: a service that runs has no use for the secret.
  const password = mapping({
    file: path(surroundings).describe('Path of the file; the user that runs `jeton check` must be able to write it.'),
  });
  return mapping({
    account: number
      .optional()
      .meta({ title: 'text' })
      .describe(
        'Number or login of a test account, nobody’s own: `jeton check` sets a password there, tries it, and puts the old one back.',
      ),
    password: password
      .optional()
      .describe(
        'The test account’s password, in a file of its own. Where the directory does not take an old password back, the new one is written into it.',
      ),
    resolvers: listOf(resolver, 'addresses such as [192.0.2.53]')
      .prefault([])
      .describe(
        'Servers that are asked for the SPF, DKIM and DMARC records of the sender; those of this machine unless written. Name an outside one where yours tells its own people something else.',
      ),
  })
    .superRefine(
      ...judge(['account', 'password'], (written: { account?: string | undefined; password?: unknown }) => {
        if ((written.account === undefined) === (written.password === undefined)) return [];
        const [there, missing] = written.account === undefined ? ['password', 'account'] : ['account', 'password'];
        return [{ path: [missing], fault: `is missing; \`${there}\` is no use alone` }];
      }),
    )
    .transform(({ account, password: kept, resolvers }) => ({
      testAccount:
        account === undefined || kept === undefined ? undefined : { number: account, passwordFile: kept.file },
      resolvers,
    }));
}
