import { z } from 'zod';
import type { ModuleSettings } from '../../application-settings.ts';
import { type Surroundings, readablePath, secret } from '../../files.ts';
import { expected, oneOf } from '../../leaves.ts';
import { type Kind, mapping } from '../../mapping.ts';
import { holds, name } from './common.ts';

/** A connector of one's own, see docs/connectors.md. */
export function ownModule(surroundings: Surroundings): Kind<ModuleSettings> {
  return mapping({
    name,
    type: z.literal('module').describe('A connector of your own: a module of JavaScript, see docs/connectors.md.'),
    path: readablePath(surroundings).describe('The module; it exports `connect`.'),
    carries: oneOf(['password', 'announcement', 'watch'])
      .prefault('password')
      .describe(
        '`password`: it is set there. `announcement`: it is only told that it changed. `watch`: it is tried there until it works.',
      ),
    options: z
      .record(z.string(), z.unknown(), { error: expected('a mapping') })
      .prefault({})
      .meta({ title: 'mapping' })
      .describe('Handed to the module as they are written.'),
    secrets: z
      .record(z.string(), secret(surroundings), { error: expected('a mapping of names to secrets by reference') })
      .prefault({})
      .meta({ title: 'mapping of secrets' })
      .describe('Handed to the module; each is `{ file: PATH }` or `{ env: NAME }`.'),
    holds: holds().optional(),
  }).transform(({ holds: capacity, ...rest }) => ({ ...rest, capacity }));
}
