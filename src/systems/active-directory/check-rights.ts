import type { Entry } from 'ldapts';
import type { CheckLine } from '../directory.ts';
import type { Look } from '../ldap/check-entries.ts';
import { valuesOf } from '../ldap/values.ts';
import { delegationCommand, RESET_RIGHT, type Right, RIGHT_NAMES } from './delegation.ts';
import { DiscretionaryPart, grants } from './security-descriptor.ts';
import type { Self } from './trustee.ts';

/** What the server says it would let this connection write. Constructed by the server. */
const WRITABLE = 'allowedAttributesEffective';
const DESCRIPTOR = 'nTSecurityDescriptor';

export interface RightsCheck {
  /** Some people below the base; the first one stands for all. */
  readonly sample: readonly Entry[];
  readonly self: Self;
  readonly isSamba: boolean;
}

/** What the service account may do to a person, read without changing anything. */
export async function checkRights(look: Look, { sample, self, isSamba }: RightsCheck): Promise<readonly CheckLine[]> {
  const dn = sample[0]?.dn;
  if (dn === undefined) return [];
  const person = await readRights(look, dn);
  const mayReset = grantsReset(person, self.sids);
  const writable = new Set(valuesOf(person, WRITABLE).map((name) => name.toLowerCase()));
  const missing: readonly Right[] = [
    ...(mayReset === false ? (['reset'] as const) : []),
    ...(['pwdLastSet', 'lockoutTime'] as const).filter((attribute) => !writable.has(attribute.toLowerCase())),
  ];
  const lines = mayReset === undefined ? [unseen(dn)] : [];
  if (missing.length === 0) {
    const what = `rights on ${dn}: ${mayReset === true ? 'reset passwords, ' : ''}unlock, take back must-change`;
    return [...lines, { level: 'ok', what }];
  }
  const command = delegationCommand({ base: look.base, trustee: self.trustee, rights: missing, isSamba });
  return [...lines, lacking(dn, missing, command)];
}

/** Without the first nothing can be set; without the others, locked people stay locked out for a while. */
function lacking(dn: string, missing: readonly Right[], command: string): CheckLine {
  const what = `rights on ${dn}: the service account may not ${missing.map((right) => RIGHT_NAMES[right]).join(', ')}`;
  return { level: missing.includes('reset') ? 'failure' : 'warning', what, mend: `Grant it: ${command}` };
}

function unseen(dn: string): CheckLine {
  return {
    level: 'warning',
    what: `rights on ${dn}: the service account may not read them, so whether it may reset passwords is not known`,
    mend: `Let it read permissions (${DESCRIPTOR}) below the base, or try a reset.`,
  };
}

async function readRights({ connection, signal }: Look, dn: string): Promise<Entry> {
  const options = { attributes: [DESCRIPTOR, WRITABLE], explicitBufferAttributes: [DESCRIPTOR] };
  const found = await connection.ask(
    (client) => client.search(dn, { scope: 'base', ...options }, new DiscretionaryPart()),
    signal,
  );
  return found.searchEntries[0] ?? { dn };
}

function grantsReset(person: Entry, sids: readonly Buffer[]): boolean | undefined {
  const descriptor = [person[DESCRIPTOR] ?? []].flat()[0];
  if (!Buffer.isBuffer(descriptor) || sids.length === 0) return undefined;
  return grants(descriptor, { right: RESET_RIGHT, sids });
}
