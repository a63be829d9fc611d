import type { CheckLine } from '../directory.ts';
import type { Entry } from 'ldapts';
import type { Look } from '../ldap/check-entries.ts';
import { valuesOf } from '../ldap/values.ts';
import { delegationCommand, MARK_GUID, RESET_GUID, type Right, RIGHT_NAMES } from './delegation.ts';
import { PROTECTED } from './people.ts';
import { type Guarded, readDescriptor } from './read-descriptor.ts';
import { grants, isCutOff } from './security-descriptor.ts';
import type { Self } from './trustee.ts';

/** What the server says it would let this connection write. Constructed by the server. */
const WRITABLE = 'allowedAttributesEffective';

export interface RightsCheck {
  /** Some people below the base; one of them stands for all. */
  readonly sample: readonly Entry[];
  readonly self: Self;
  readonly isSamba: boolean;
}

/** What the service account may do to a person, read without changing anything. */
export async function checkRights(look: Look, { sample, self, isSamba }: RightsCheck): Promise<readonly CheckLine[]> {
  const guarded = await findOrdinary(look, sample);
  if (guarded === undefined) return [];
  const { entry, descriptor } = guarded;
  const { dn } = entry;
  const { sids } = self;
  const list = sids.length === 0 ? undefined : descriptor;
  const mayReset = list && grants(list, { access: 'extended', guid: RESET_GUID, sids });
  const maySeeMark = list && grants(list, { access: 'read', guid: MARK_GUID, sids });
  const writable = new Set(valuesOf(entry, WRITABLE).map((name) => name.toLowerCase()));
  const missing: readonly Right[] = [
    ...(mayReset === false ? (['reset'] as const) : []),
    ...(['pwdLastSet', 'lockoutTime'] as const).filter((attribute) => !writable.has(attribute.toLowerCase())),
    ...(maySeeMark === false ? ([PROTECTED] as const) : []),
  ];
  const lines = mayReset === undefined ? [unseen(dn)] : [];
  if (missing.length === 0) {
    const what = `rights on ${dn}: ${mayReset === true ? 'reset passwords, ' : ''}unlock, take back must-change`;
    return [...lines, { level: 'ok', what }];
  }
  const command = delegationCommand({ base: look.base, trustee: self.trustee, rights: missing, isSamba });
  return [...lines, lacking(dn, missing, command)];
}

/** Somebody whom delegated rights reach; one who is protected, and whose mark may not be read, tells nothing of the others. */
async function findOrdinary({ connection, signal }: Look, sample: readonly Entry[]): Promise<Guarded | undefined> {
  let first: Guarded | undefined;
  for (const { dn } of sample) {
    const guarded = await readDescriptor(connection, { dn, attributes: [WRITABLE] }, signal);
    if (guarded.descriptor === undefined || !isCutOff(guarded.descriptor)) return guarded;
    first ??= guarded;
  }
  return first;
}

/** Without the first nothing can be set; without the others, locked or protected people learn it late. */
function lacking(dn: string, missing: readonly Right[], command: string): CheckLine {
  const what = `rights on ${dn}: the service account may not ${missing.map((right) => RIGHT_NAMES[right]).join(', ')}`;
  const unmarked = missing.includes(PROTECTED)
    ? ', so that those whom the domain protects are mailed a link in vain'
    : '';
  return {
    level: missing.includes('reset') ? 'failure' : 'warning',
    what: what + unmarked,
    mend: `Grant it: ${command}`,
  };
}

function unseen(dn: string): CheckLine {
  return {
    level: 'warning',
    what: `rights on ${dn}: the service account may not read them, so whether it may reset passwords and read ${PROTECTED} is not known`,
    mend: 'Let it read permissions (nTSecurityDescriptor) below the base, or try a reset.',
  };
}
