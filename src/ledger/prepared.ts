import type { CompiledQuery, DialectAdapter, QueryResult } from 'kysely';
import type { Db } from './schema.ts';

/** Stands for a value while a query is built. */
class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

interface Compilable<R> {
  compile(): CompiledQuery<R>;
}

type Values = Readonly<Record<string, unknown>>;

/** What a value of this name will be; of its type, so that the query is checked as any other. */
export type ValueOf<V extends Values> = <N extends keyof V & string>(name: N) => V[N];

export interface Result<R> {
  readonly rows: readonly R[];
  /** Rows that were changed. */
  readonly changed: number;
}

/** Runs one query at once, on a connection that nobody else uses meanwhile; undefined for one that must take the usual way. */
export type Run = <R>(query: CompiledQuery<R>) => QueryResult<R> | undefined;

const runners = new WeakMap<Db, Run>();

/**
 * Has prepared queries that are given this `db` run by `run`: their way through Kysely, which waits for a connection that
 * they have already, costs more than SQLite itself.
 */
export function runDirectly(db: Db, run: Run): void {
  runners.set(db, run);
}

/**
 * A query whose text never changes: it is built once for each engine, and given its values each time. Building one costs
 * several times what SQLite needs to run it.
 */
export function prepare<V extends Values>() {
  return <R>(build: (db: Db, value: ValueOf<V>) => Compilable<R>) => {
    const built = new WeakMap<DialectAdapter, CompiledQuery<R>>();
    const value: ValueOf<V> = (name) => new Placeholder(name) as never;
    return async (db: Db, values: V): Promise<Result<R>> => {
      const { adapter } = db.getExecutor();
      const query = built.get(adapter) ?? build(db, value).compile();
      built.set(adapter, query);
      const parameters = query.parameters.map((each) => (each instanceof Placeholder ? values[each.name] : each));
      const asked = { ...query, parameters };
      const { rows, numAffectedRows } = runners.get(db)?.<R>(asked) ?? (await db.executeQuery<R>(asked));
      return { rows, changed: Number(numAffectedRows ?? 0) };
    };
  };
}
