import { AndFilter, EqualityFilter, OrFilter } from 'ldapts';
import type { CheckLine } from '../directory.ts';
import type { Look } from '../ldap/check-entries.ts';
import { findEntries } from '../ldap/find-entries.ts';
import { valuesOf } from '../ldap/values.ts';
import { readEntry } from './password-settings.ts';

/** In `searchFlags` (MS-ADTS, 2.2.10, fATTINDEX). */
const INDEXED = 1;
const NAME = 'lDAPDisplayName';
const FLAGS = 'searchFlags';
const SCHEMA = 'schemaNamingContext';

/** Whether the attributes that people are found by are there, and have an index; the schema says so to everybody. */
export async function checkIndices(
  { connection, signal }: Look,
  attributes: readonly string[],
): Promise<readonly CheckLine[]> {
  const root = await readEntry(connection, { dn: '', attributes: [SCHEMA] }, signal);
  const base = root === undefined ? undefined : valuesOf(root, SCHEMA)[0];
  if (base === undefined) return [];
  const named = new OrFilter({ filters: attributes.map((value) => new EqualityFilter({ attribute: NAME, value })) });
  const isAttribute = new EqualityFilter({ attribute: 'objectClass', value: 'attributeSchema' });
  const filter = new AndFilter({ filters: [isAttribute, named] });
  const entries = await findEntries(connection, { base, filter, attributes: [NAME, FLAGS] }, signal);
  const flags = new Map(
    entries.map((entry) => [valuesOf(entry, NAME)[0]?.toLowerCase(), Number(valuesOf(entry, FLAGS)[0] ?? 0)]),
  );
  return attributes.map((attribute) => judge(attribute, flags.get(attribute.toLowerCase())));
}

function judge(attribute: string, flags: number | undefined): CheckLine {
  if (flags === undefined) {
    const mend = 'Check its spelling; extensionAttribute1 to 15 are there once the schema was extended for Exchange.';
    return { level: 'failure', what: `${attribute}: the schema has no such attribute`, mend };
  }
  if ((flags & INDEXED) !== 0) return { level: 'ok', what: `search by ${attribute}: has an index` };
  const what = `search by ${attribute}: the domain has no index for it`;
  const mend = `Have ${attribute} indexed: in the schema snap-in, “Index this attribute” (${FLAGS}: ${flags | INDEXED}).`;
  return { level: 'warning', what, mend };
}
