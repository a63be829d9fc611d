/** One line that cannot be imported. `line` counts from 1, as editors do. */
export interface CsvFault {
  readonly line: number;
  readonly fault: string;
}

export interface CsvRecord {
  /** Where it starts; a quoted field may run over several lines. */
  readonly line: number;
  readonly fields: readonly string[];
}

export interface ParsedCsv {
  readonly records: readonly CsvRecord[];
  readonly faults: readonly CsvFault[];
}

const LONGEST_HEADER = 4096;
const LINE_BREAK = /\r\n|\n|\r/y;

/**
 * Reads CSV as RFC 4180 describes it: quoted fields may hold separators, line breaks and doubled quotes. A byte order
 * mark and any of the three line ends are taken; empty lines are skipped. The separator is the semicolon when the first
 * line holds one and no comma outside quotes, which is how spreadsheets in French write.
 * @see https://www.rfc-editor.org/rfc/rfc4180#section-2
 */
export function parseCsv(text: string): ParsedCsv {
  const reader = new Reader(text.startsWith('\ufeff') ? text.slice(1) : text);
  const records: CsvRecord[] = [];
  while (!reader.ended) {
    const record = reader.record();
    if (record !== undefined) records.push(record);
  }
  return { records, faults: reader.faults };
}

function separatorOf(text: string): string {
  const [first = ''] = text
    .slice(0, LONGEST_HEADER)
    .replace(/"[^"]*"/g, '')
    .split(/[\r\n]/, 1);
  return first.includes(';') && !first.includes(',') ? ';' : ',';
}

class Reader {
  readonly faults: CsvFault[] = [];
  readonly #text: string;
  readonly #separator: string;
  readonly #plain: RegExp;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
    this.#separator = separatorOf(text);
    this.#plain = new RegExp(`[^${this.#separator}\\r\\n]*`, 'y');
  }

  get ended(): boolean {
    return this.#at >= this.#text.length;
  }

  /** The next record; undefined for an empty line. */
  record(): CsvRecord | undefined {
    const line = this.#line;
    const start = this.#at;
    const fields = [this.#field()];
    while (this.#text[this.#at] === this.#separator) {
      this.#at += 1;
      fields.push(this.#field());
    }
    const empty = this.#at === start;
    LINE_BREAK.lastIndex = this.#at;
    const end = LINE_BREAK.exec(this.#text)?.[0] ?? '';
    this.#at += end.length;
    if (end !== '') this.#line += 1;
    return empty ? undefined : { line, fields };
  }

  #field(): string {
    return this.#text[this.#at] === '"' ? this.#quoted() : this.#unquoted();
  }

  #unquoted(): string {
    const value = this.#run();
    if (value.includes('"')) this.#fault(this.#line, 'a quote inside a field that does not begin with one');
    return value;
  }

  #quoted(): string {
    const line = this.#line;
    let value = '';
    for (let from = this.#at + 1; ; from = this.#at) {
      const quote = this.#text.indexOf('"', from);
      if (quote < 0) {
        this.#fault(line, 'a quoted field is never closed');
        this.#at = this.#text.length;
        return value;
      }
      value += this.#text.slice(from, quote);
      this.#at = quote + 1;
      if (this.#text[this.#at] !== '"') break;
      value += '"';
      this.#at += 1;
    }
    this.#line += value.match(/\r\n|\n|\r/g)?.length ?? 0;
    if (this.#run() !== '') this.#fault(this.#line, 'text after the closing quote of a field');
    return value;
  }

  #run(): string {
    this.#plain.lastIndex = this.#at;
    const value = this.#plain.exec(this.#text)?.[0] ?? '';
    this.#at += value.length;
    return value;
  }

  #fault(line: number, fault: string): void {
    this.faults.push({ line, fault });
  }
}
