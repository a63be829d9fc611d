import type { z } from 'zod';
import { matching } from '../leaves.ts';
import { type Contradiction, listOf, someOf } from '../mapping.ts';
import { attribute } from './ldap.ts';

const LABEL = /^[A-Za-z0-9_-]{1,40}$/;
const NEVER = 'PARENTS';

/**
 * Where a directory that speaks LDAP keeps addresses, and which of them are a way in.
 * @param example an attribute that often holds personal addresses there
 */
export function addressSettings(example: string): {
  readonly addresses: z.ZodType<readonly string[]>;
  readonly addressLabels: z.ZodPrefault<z.ZodType<readonly string[]>>;
  readonly notify: z.ZodPrefault<z.ZodType<readonly string[]>>;
} {
  return {
    addresses: someOf(attribute, `attributes such as [${example}]`).describe(
      'Attributes that hold personal addresses: the way in.',
    ),
    addressLabels: labelList()
      .prefault(['PERSO', 'SECOURS'])
      .describe(
        'Labels of `{LABEL}address` values that are a way in; values with other labels are not. PARENTS is refused.',
      ),
    notify: listOf(attribute, 'attributes such as [mail]')
      .prefault(['mail'])
      .describe('Attributes whose addresses are told of a change and are no way in.'),
  };
}

function labelList(): z.ZodType<readonly string[]> {
  const label = matching(LABEL, 'a label such as PERSO').refine((written) => written.toUpperCase() !== NEVER, {
    error: 'is never a way in: parents do not reset the passwords of their children; take it out',
  });
  return listOf(label, 'labels such as [PERSO, SECOURS]');
}

interface Written {
  readonly addresses: readonly string[];
  readonly notify: readonly string[];
}

/** An address that is told of a change is no way in. */
export function addressContradictions({ addresses, notify }: Written): readonly Contradiction[] {
  const name = shared(notify, addresses);
  if (name === undefined) return [];
  return [{ path: ['notify'], fault: `names ${name}, which is a way in by \`addresses\`; take it out of one of them` }];
}

/** Attributes of LDAP are the same whatever their case. */
function shared(one: readonly string[], other: readonly string[]): string | undefined {
  return one.find((name) => other.some((second) => second.toLowerCase() === name.toLowerCase()));
}
