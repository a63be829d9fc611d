import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { CompiledQuery, QueryResult } from 'kysely';

/** Statements kept prepared; Jeton has fewer than a hundred distinct ones. */
const MOST = 200;

interface Prepared {
  readonly statement: StatementSync;
  /** Asked once: the answer costs more than most statements. */
  readonly answers: boolean;
}

/** Runs queries on one database, and keeps their statements. */
export class SqliteStatements {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, Prepared>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** @throws what SQLite throws */
  run<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
    const { statement, answers } = this.#prepare(sql);
    const values = parameters.map(bindable);
    if (answers) return { rows: statement.all(...values) as R[] };
    const { changes } = statement.run(...values);
    return { rows: [], numAffectedRows: BigInt(changes) };
  }

  #prepare(text: string): Prepared {
    const known = this.#prepared.get(text);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(text);
    const prepared = { statement, answers: statement.columns().length > 0 };
    if (this.#prepared.size >= MOST) this.#prepared.clear();
    this.#prepared.set(text, prepared);
    return prepared;
  }
}

/**
 * What `node:sqlite` may bind. Anything else is refused here: as the first parameter an object would be taken for the
 * table of named parameters and the other values would silently move one place.
 */
function bindable(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`a value of type ${typeof value} cannot be bound`);
}
