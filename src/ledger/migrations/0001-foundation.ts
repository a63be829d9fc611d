import { sql } from 'kysely';
import { columnTypes, engineOf } from '../dialects.ts';
import { createReceipts } from '../postgres/receipts.ts';
import type { Db } from '../schema.ts';

async function createResets(db: Db): Promise<void> {
  const { bytes } = columnTypes(db);
  // One journey. `token_hash`, `revoke_hash` and `follow_hash` are SHA-256 of what only the person holds.
  await sql`create table reset (
    id text primary key,
    purpose text not null,
    state text not null,
    language text not null,
    created_at bigint not null,
    expires_at bigint not null,
    opened_at bigint,
    accepted_at bigint,
    deadline_at bigint,
    ended_at bigint,
    token_hash ${bytes} not null unique,
    revoke_hash ${bytes} not null unique,
    follow_hash ${bytes} unique,
    address_masked text not null,
    address_hmac text not null,
    account_id text
  )`.execute(db);

  await sql`create index reset_by_expiry on reset (expires_at)`.execute(db);

  // The accounts behind a link: one, or several that share the address.
  await sql`create table reset_account (
    reset_id text not null references reset (id) on delete cascade,
    position integer not null,
    account_id text not null,
    number text not null,
    login text not null,
    password_stamp text,
    issued_at bigint not null,
    primary key (reset_id, position)
  )`.execute(db);
  await sql`create index reset_account_by_account on reset_account (account_id, issued_at)`.execute(db);
  await sql`create index reset_account_by_number on reset_account (number)`.execute(db);
  await sql`create index reset_account_by_login on reset_account (login)`.execute(db);
}

async function createDeliveries(db: Db): Promise<void> {
  // What must reach one recipient before a deadline; its content lies sealed in `sealed` until it has.
  await sql`create table delivery (
    id text primary key,
    reset_id text not null references reset (id) on delete cascade,
    kind text not null,
    recipient text not null,
    lane text,
    account_id text,
    state text not null,
    attempts integer not null,
    created_at bigint not null,
    due_at bigint not null,
    deadline_at bigint not null,
    lease_owner text,
    lease_until bigint,
    finished_at bigint,
    detail text
  )`.execute(db);
  await sql`create index delivery_due on delivery (recipient, due_at) where state = 'due'`.execute(db);
  await sql`create index delivery_deadline on delivery (deadline_at) where state in ('held', 'due')`.execute(db);
  // One password at a time is under way in a lane: accepting a newer one ends the older in the same transaction.
  await sql`create unique index delivery_lane on delivery (lane) where state in ('held', 'due')`.execute(db);
  await sql`create index delivery_leased on delivery (lane, lease_until) where lease_until is not null`.execute(db);
  await sql`create index delivery_by_account on delivery (account_id, recipient, finished_at)`.execute(db);
  await sql`create index delivery_by_reset on delivery (reset_id)`.execute(db);

  const { bytes } = columnTypes(db);
  // Encapsulations of data keys (RFC 9180); worthless without a courier's private key.
  await sql`create table data_key (
    id text primary key,
    seal_key text not null,
    encapsulation ${bytes} not null,
    created_at bigint not null
  )`.execute(db);

  await sql`create table sealed (
    delivery_id text primary key references delivery (id) on delete cascade,
    data_key_id text not null references data_key (id),
    nonce ${bytes} not null,
    ciphertext ${bytes} not null
  )`.execute(db);
  await sql`create index sealed_by_data_key on sealed (data_key_id)`.execute(db);
}

async function createEventsAndThrottles(db: Db): Promise<void> {
  const { serial } = columnTypes(db);
  // The audit trail.
  await sql`create table event (
    id ${serial},
    at bigint not null,
    kind text not null,
    reset_id text,
    account_id text,
    recipient text,
    detail text
  )`.execute(db);
  await sql`create index event_by_reset on event (reset_id)`.execute(db);
  await sql`create index event_by_account on event (account_id)`.execute(db);
  await sql`create index event_by_time on event (at)`.execute(db);

  await sql`create table throttle (
    bucket text primary key,
    window_start bigint not null,
    window_end bigint not null,
    count integer not null
  )`.execute(db);
  await sql`create index throttle_by_end on throttle (window_end)`.execute(db);
}

/** Resets, deliveries and their seals, events, throttles. */
export async function foundation(db: Db): Promise<void> {
  await createResets(db);
  await createDeliveries(db);
  await createEventsAndThrottles(db);
  if (engineOf(db) === 'postgres') await createReceipts(db);
}
