import { parseAddress } from '../platform/address.ts';
import { Secret } from '../platform/secret.ts';
import { type CsvFault, type CsvRecord, parseCsv } from './embedded-csv.ts';

/** One person as a CSV file describes them; `undefined`: the file has no such column, and what is stored stays. */
export interface ImportedPerson {
  readonly line: number;
  readonly number: string;
  readonly login: string;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly notify: readonly string[] | undefined;
  readonly language: string | undefined;
  readonly state: 'active' | 'disabled' | undefined;
  /** Only ever a first password: one that was set already is kept. */
  readonly password: Secret | undefined;
}

export interface ReadPeople {
  readonly people: readonly ImportedPerson[];
  readonly faults: readonly CsvFault[];
}

const REQUIRED = ['number', 'login', 'name', 'addresses'] as const;
const OPTIONAL = ['notify', 'language', 'state', 'password'] as const;
type Column = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];
const COLUMNS: readonly string[] = [...REQUIRED, ...OPTIONAL];

const LONGEST = 256;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const LANGUAGE_TAG = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/;

/** Reads and checks the whole file; every fault is reported, with its line. */
export function readPeople(csvText: string): ReadPeople {
  const { records, faults } = parseCsv(csvText);
  const [header, ...rows] = records;
  if (header === undefined) return { people: [], faults: [{ line: 1, fault: 'the file is empty' }] };
  const all = [...faults, ...headerFaults(header)];
  if (csvText.includes('\ufffd')) all.push({ line: 1, fault: 'the file is not UTF-8' });
  // Without its columns a row cannot be judged: each would only repeat the header's fault.
  if (all.length > 0) return { people: [], faults: byLine(all) };
  if (rows.length === 0) return { people: [], faults: [{ line: header.line, fault: 'nobody is in the file' }] };
  const people = rows.map((row) => readRow(columnsOf(header), row, all));
  all.push(...repetitions(people));
  return { people, faults: byLine(all) };
}

function byLine(faults: readonly CsvFault[]): readonly CsvFault[] {
  return faults.toSorted((one, other) => one.line - other.line);
}

function columnsOf(header: CsvRecord): readonly string[] {
  return header.fields.map((field) => field.trim().toLowerCase());
}

function headerFaults(header: CsvRecord): readonly CsvFault[] {
  const columns = columnsOf(header);
  const faults = [
    ...REQUIRED.filter((column) => !columns.includes(column)).map((column) => `the column ${column} is missing`),
    ...columns
      .filter((column) => !COLUMNS.includes(column))
      .map((column) => `the column ${JSON.stringify(column)} is unknown; known are ${COLUMNS.join(', ')}`),
    ...columns
      .filter((column, index) => columns.indexOf(column) !== index)
      .map((column) => `the column ${column} is there twice`),
  ];
  return faults.map((fault) => ({ line: header.line, fault }));
}

function readRow(columns: readonly string[], row: CsvRecord, faults: CsvFault[]): ImportedPerson {
  const { line, fields } = row;
  const note = (fault: string): void => void faults.push({ line, fault });
  if (fields.length !== columns.length) {
    note(`${fields.length} fields where the header has ${columns.length}`);
  }
  const field = (column: Column): string | undefined => {
    const at = columns.indexOf(column);
    const value = at < 0 ? undefined : (fields[at] ?? '');
    return column === 'password' ? value : value?.trim();
  };
  const number = soundText(field('number') ?? '', 'number', note);
  return {
    line,
    number,
    login: soundText(field('login') || number, 'login', note),
    name: soundText(field('name') ?? '', 'name', note),
    addresses: addressesOf(field('addresses') ?? '', 'addresses', note),
    notify: ifThere(field('notify'), (value) => addressesOf(value, 'notify', note)),
    language: ifThere(field('language'), (value) => languageOf(value, note)),
    state: ifThere(field('state'), (value) => stateOf(value, note)),
    password: ifThere(field('password'), (value) => passwordOf(value, note)),
  };
}

type Note = (fault: string) => void;

function ifThere<T>(value: string | undefined, read: (value: string) => T): T | undefined {
  return value === undefined ? undefined : read(value);
}

function soundText(value: string, column: Column, note: Note): string {
  if (value === '') note(`${column} is empty`);
  else if (value.length > LONGEST) note(`${column} is longer than ${LONGEST} characters`);
  else if (CONTROL.test(value)) note(`${column} holds a control character or a line break`);
  return value;
}

function addressesOf(value: string, column: Column, note: Note): readonly string[] {
  const addresses: string[] = [];
  for (const written of value.split(';')) {
    const parsed = parseAddress(written);
    if (parsed.kind === 'ok') addresses.push(parsed.address);
    else if (parsed.kind !== 'empty')
      note(`${column}: ${JSON.stringify(written.trim().slice(0, LONGEST))} is no address`);
  }
  return [...new Set(addresses)];
}

/** Empty is kept as it is: the language is not known, whatever was stored before. */
function languageOf(value: string, note: Note): string {
  if (value !== '' && !LANGUAGE_TAG.test(value)) note('language is no language tag such as fr or en-GB');
  return value;
}

function stateOf(value: string, note: Note): 'active' | 'disabled' {
  if (value === '' || value === 'active') return 'active';
  if (value !== 'disabled') note('state is neither active nor disabled');
  return 'disabled';
}

function passwordOf(value: string, note: Note): Secret | undefined {
  if (CONTROL.test(value)) note('password holds a control character or a line break');
  return value === '' ? undefined : new Secret(value.normalize('NFC'));
}

function repetitions(people: readonly ImportedPerson[]): readonly CsvFault[] {
  const firstLines = new Map<string, number>();
  const faults: CsvFault[] = [];
  for (const { number, line } of people) {
    const key = number.toLowerCase();
    const first = firstLines.get(key);
    if (first === undefined) firstLines.set(key, line);
    else if (number !== '') faults.push({ line, fault: `number ${number} is on line ${first} already` });
  }
  return faults;
}
