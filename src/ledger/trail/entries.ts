import { EVENT_FACTS, type EventFacts } from '../event-facts.ts';
import type { EventRow } from '../schema.ts';
import { anchorOf } from './anchors.ts';

/** The fields of an entry as it leaves the ledger, in the order in which they are written. */
export const ENTRY_FIELDS = [
  ...(['id', 'time', 'kind', 'outcome', 'owasp', 'actor', 'client'] as const),
  ...(['account', 'reset', 'recipient', 'detail', 'anchor'] as const),
] as const;

/** An entry as it leaves the ledger: who, what, when, where from, with what outcome. */
export type Entry = Readonly<Record<(typeof ENTRY_FIELDS)[number], string | number | null>>;

const FACTS: ReadonlyMap<string, EventFacts> = new Map(Object.entries(EVENT_FACTS));

/** @param row also one whose kind a newer version has added */
export function entryOf(row: EventRow): Entry {
  const { id, at, kind, chain, seq, link } = row;
  const facts: EventFacts | undefined = FACTS.get(kind);
  return {
    ...{ id, time: timeOf(at), kind },
    ...{ outcome: facts?.outcome ?? null, owasp: facts?.owasp ?? null },
    ...{ actor: row.actor ?? facts?.actor ?? null, client: row.client },
    ...{ account: row.account_id, reset: row.reset_id, recipient: row.recipient, detail: row.detail },
    anchor: chain === null || seq === null || link === null ? null : anchorOf(chain, seq, link),
  };
}

/** As it stands where somebody has made it no time. */
function timeOf(at: number): string | number {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? at : time.toISOString();
}

/** One JSON object on one line (JSON Lines); fields that say nothing are left out. */
export function writeJsonLine(entry: Entry): string {
  const fields = Object.entries(entry).filter(([, value]) => value !== null);
  return JSON.stringify(Object.fromEntries(fields.map(([name, value]) => [name, parsed(name, value)])));
}

/** The detail is JSON already, unless somebody has tampered with it. */
function parsed(name: string, value: string | number | null): unknown {
  if (name !== 'detail' || typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** What a spreadsheet would take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r\n\0]/;

/** One line of CSV (RFC 4180) without its end; what would be a formula gets an apostrophe in front. */
export function writeCsvLine(values: readonly (string | number | null)[]): string {
  return values.map(csvField).join(',');
}

function csvField(value: string | number | null): string {
  if (typeof value === 'number') return String(value);
  const text = value === null ? '' : FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
