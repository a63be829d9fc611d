import type { CompiledQuery, DialectAdapter } from 'kysely';
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
      const { rows, numAffectedRows } = await db.executeQuery<R>({ ...query, parameters });
      return { rows, changed: Number(numAffectedRows ?? 0) };
    };
  };
}
