import { createHash } from 'node:crypto';
import type { Db } from '../schema.ts';
import { type MovedTable, type Row, readPages } from './tables.ts';

/** What is in a table: so many rows, and a sum over all of them. */
export interface Digest {
  readonly rows: number;
  readonly sum: string;
}

const MODULUS = 2n ** 256n;

/**
 * The rows' SHA-256, added up: the same on both engines although they sort texts differently, and another one as soon as a
 * row, a column or a value is missing, is too much, or differs.
 */
export async function digestTable(db: Db, table: MovedTable): Promise<Digest> {
  let rows = 0;
  let sum = 0n;
  for await (const page of readPages(db, table)) {
    rows += page.length;
    for (const row of page) sum = (sum + hashRow(row)) % MODULUS;
  }
  return { rows, sum: sum.toString(16).padStart(64, '0') };
}

function hashRow(row: Row): bigint {
  const entries = Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const text = JSON.stringify(entries.map(([column, value]) => [column, writtenOf(value)]));
  return BigInt(`0x${createHash('sha256').update(text).digest('hex')}`);
}

/** A text with a NUL in it does not exist on PostgreSQL, whose driver replaces that character. */
function writtenOf(value: Row[string]): unknown {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  return typeof value === 'string' ? value.replaceAll('\0', '\u{fffd}') : value;
}
