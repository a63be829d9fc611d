/** What a statement returned. */
export interface Returned {
  /** For each column, whether its type is that of a number or a truth value. */
  readonly columns: readonly boolean[];
  readonly rows: readonly (readonly unknown[])[];
}

/** The statement ran, and nobody can tell whether it set the password. */
class NoCount extends Error {
  constructor() {
    super('the statement does not say how many rows it changed; let it return one number or truth value');
    this.name = 'NoCount';
  }
}

/**
 * How many rows a statement that returns something says that it changed: `select set_password(…)` returns a row whoever it
 * is asked for, and only the value in it tells. No row, null and false are none; true is one. Pure.
 * @throws NoCount when there are several columns or rows, or something other than a number or a truth value
 */
export function countReturned({ columns, rows }: Returned): number {
  if (columns.length !== 1 || columns[0] !== true || rows.length > 1) throw new NoCount();
  // null is 0, and true 1.
  const count = Number(rows[0]?.[0] ?? 0);
  if (!Number.isSafeInteger(count) || count < 0) throw new NoCount();
  return count;
}
