/** A file of this machine. */
export interface SqlitePlace {
  readonly engine: 'sqlite';
  /** Its folder must exist. */
  readonly path: string;
  /** False: what is committed may be lost with the power. For tests, which cut none; true unless said. */
  readonly durable?: boolean;
}

/** Where a ledger is kept, and by which engine. */
export type LedgerPlace = SqlitePlace;

/** A place as operators know it, for messages; holds no secret. */
export function describePlace(place: LedgerPlace): string {
  return place.path;
}
