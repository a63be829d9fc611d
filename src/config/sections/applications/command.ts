import { dirname, isAbsolute, normalize } from 'node:path';
import { z } from 'zod';
import type { CommandSettings } from '../../application-settings.ts';
import { type Surroundings, path } from '../../files.ts';
import { duration, leaf, text } from '../../leaves.ts';
import { type Kind, listOf, mapping } from '../../mapping.ts';
import { fault, ok } from '../../reading.ts';
import { holds, name } from './common.ts';

/** Whatever is searched for in PATH, somebody else may provide. */
const absolute = leaf({
  what: 'an absolute path such as /usr/local/lib/jeton/set-password',
  title: 'absolute path',
  read: (written) =>
    isAbsolute(written) ? ok(normalize(written)) : fault('must be an absolute path, such as /usr/local/lib/jeton/x'),
});

/** An executable of one's own. */
export function command(surroundings: Surroundings): Kind<CommandSettings> {
  return mapping({
    name,
    type: z.literal('command').describe('An executable of your own that sets the password, see docs/connectors.md.'),
    path: absolute.describe('The executable; it is run without a shell, once for each delivery.'),
    arguments: listOf(text('an argument'), 'arguments')
      .prefault([])
      .describe('Its arguments. Everybody on the machine can read them: nothing secret.'),
    folder: path(surroundings).optional().describe('Its current folder. Unless written, the one it stands in.'),
    timeout: duration({ least: 100, most: 20_000 })
      .prefault('15s')
      .describe('How long it may take; then it is ended, and all that it started.'),
    holds: holds().optional(),
  }).transform(({ arguments: args, folder, timeout: timeoutMs, holds: capacity, ...rest }) => {
    return { ...rest, args, folder: folder ?? dirname(rest.path), timeoutMs, capacity };
  });
}
