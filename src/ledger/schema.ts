import type { ColumnType, Generated, Kysely, Selectable } from 'kysely';

/** Times are milliseconds since the epoch; hashes and keys are raw bytes. The tables are described in `migrations/`. */
export type ResetState = 'open' | 'used' | 'superseded' | 'revoked' | 'refused';
export type DeliveryState = 'held' | 'due' | 'parked' | 'done' | 'refused' | 'superseded' | 'withdrawn' | 'expired';
export type DeliveryKind = 'lookup' | 'mail' | 'notice' | 'password';

export interface ResetTable {
  id: string;
  purpose: 'reset' | 'activation';
  state: ResetState;
  language: string;
  created_at: number;
  expires_at: number;
  opened_at: number | null;
  accepted_at: number | null;
  deadline_at: number | null;
  ended_at: number | null;
  token_hash: Uint8Array;
  revoke_hash: Uint8Array;
  follow_hash: Uint8Array | null;
  address_masked: string;
  address_hmac: string;
  account_id: string | null;
  code_hash: Uint8Array | null;
  entered_hash: Uint8Array | null;
}

export interface ResetAccountTable {
  reset_id: string;
  position: number;
  account_id: string;
  number: string;
  login: string;
  password_stamp: string | null;
  issued_at: number;
}

export interface DeliveryTable {
  id: string;
  reset_id: string;
  kind: DeliveryKind;
  recipient: string;
  /** Deliveries of one lane go one at a time, so that an older password never lands after a newer one. */
  lane: string | null;
  account_id: string | null;
  state: DeliveryState;
  attempts: number;
  created_at: number;
  due_at: number;
  deadline_at: number;
  lease_owner: string | null;
  lease_until: number | null;
  finished_at: number | null;
  detail: string | null;
}

export interface SealedTable {
  delivery_id: string;
  data_key_id: string;
  nonce: Uint8Array;
  ciphertext: Uint8Array;
}

export interface DataKeyTable {
  id: string;
  seal_key: string;
  encapsulation: Uint8Array;
  created_at: number;
}

/** May be left out when a row is written. */
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;

export interface EventTable {
  id: Generated<number>;
  at: number;
  kind: string;
  reset_id: string | null;
  account_id: string | null;
  recipient: string | null;
  detail: string | null;
  actor: Nullable<string>;
  client: Nullable<string>;
  chain: Nullable<number>;
  seq: Nullable<number>;
  salt: Nullable<Uint8Array>;
  digest: Nullable<Uint8Array>;
  link: Nullable<Uint8Array>;
  link_key: Nullable<string>;
}

/** One chain of the audit trail: its end, its beginning, and what makes both count. */
export interface EventChainTable {
  chain: number;
  /** Of the last entry, and its link. */
  seq: number;
  link: Uint8Array;
  /** Of the last entry that was purged, and its link. */
  floor_seq: number;
  floor_link: Uint8Array;
  /** How many chains there are. */
  chains: number;
  /** Entries without a link are known up to this id. */
  outside: number;
  mac: Uint8Array;
}

export interface EventMarkTable {
  name: string;
  value: string;
}

export interface ThrottleTable {
  bucket: string;
  window_start: number;
  window_end: number;
  count: number;
}

export interface MigrationTable {
  version: number;
  name: string;
  applied_at: number;
  /** The newest step that a program must know to use the ledger; 0 lets every version. */
  needs: Generated<number>;
}

export interface ProcessTable {
  id: string;
  role: string;
  version: string;
  /** The newest step that it knows. */
  knows: number;
  started_at: number;
  seen_at: number;
}

export interface Schema {
  reset: ResetTable;
  reset_account: ResetAccountTable;
  delivery: DeliveryTable;
  sealed: SealedTable;
  data_key: DataKeyTable;
  event: EventTable;
  event_chain: EventChainTable;
  event_mark: EventMarkTable;
  throttle: ThrottleTable;
  migration: MigrationTable;
  process: ProcessTable;
}

/** A handle on the ledger, inside a transaction or not. */
export type Db = Kysely<Schema>;

/** Named, for a newer version may have added others. */
export const DELIVERY_COLUMNS = [
  ...(['id', 'reset_id', 'kind', 'recipient', 'lane', 'account_id', 'state', 'attempts'] as const),
  ...(['created_at', 'due_at', 'deadline_at', 'lease_owner', 'lease_until', 'finished_at', 'detail'] as const),
] as const satisfies readonly (keyof DeliveryTable)[];

/** As above. */
export const EVENT_COLUMNS = [
  ...(['id', 'at', 'kind', 'reset_id', 'account_id', 'recipient', 'detail', 'actor', 'client'] as const),
  ...(['chain', 'seq', 'salt', 'digest', 'link', 'link_key'] as const),
] as const satisfies readonly (keyof EventTable)[];

export type ResetRow = Selectable<ResetTable>;
export type ResetAccountRow = Selectable<ResetAccountTable>;
export type DeliveryRow = Selectable<DeliveryTable>;
export type ProcessRow = Selectable<ProcessTable>;
export type EventRow = Selectable<EventTable>;
export type EventChainRow = Selectable<EventChainTable>;
