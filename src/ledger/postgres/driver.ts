import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import type { QueryResult as Answer, PoolClient, QueryConfig } from 'pg';
import { UNHURRIED } from '../dialects.ts';
import { STATEMENT_MS } from './client-options.ts';
import { CommitLost, kindOf, translate } from './faults.ts';
import type { Hosts } from './hosts.ts';
import { writeReceipt } from './receipts.ts';

/** An answer that takes longer than the server lets a statement run will not come: the peer is silent. */
const SILENT_MS = STATEMENT_MS + 5000;
/** Statements that are kept prepared; Jeton has fewer than a hundred distinct ones. */
const STATEMENTS = 300;

/** Every column of a table, in whatever order and number it has them today. */
const ALL_COLUMNS = /\*(?!\))/;

/**
 * Names of prepared statements, the same on every connection. One that asks for all columns gets none: PostgreSQL
 * refuses to run it again once a newer version has added a column.
 */
class StatementNames {
  readonly #names = new Map<string, string>();

  of(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= STATEMENTS) return known;
    const name = `jeton${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }
}

/** What may be bound; PostgreSQL holds no text with a NUL in it, which somebody else's message may contain. */
function bindable(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\u{fffd}') : value;
  if (value === null || typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  throw new TypeError(`a value of type ${typeof value} cannot be bound`);
}

class PostgresConnection implements DatabaseConnection {
  readonly client: PoolClient;
  readonly #names: StatementNames;
  #isBroken = false;
  #isUnhurried = false;
  #receipt = '';

  constructor(client: PoolClient, names: StatementNames) {
    this.client = client;
    this.#names = names;
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  async executeQuery<R>({ sql: text, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const values = parameters.map(bindable);
    const name = values.length > 0 && !ALL_COLUMNS.test(text) ? this.#names.of(text) : undefined;
    const { rows, rowCount } = await this.#ask({ text, values, ...(name === undefined ? {} : { name }) });
    if (text === UNHURRIED) this.#isUnhurried = true;
    return { rows: rows as R[], numAffectedRows: BigInt(rowCount ?? 0) };
  }

  async begin(): Promise<void> {
    this.#receipt = randomUUID();
    await this.#ask({ text: 'begin isolation level read committed' });
  }

  /** With a receipt, in one message: so it can be found out what became of it when the answer does not come. */
  async commit(): Promise<void> {
    try {
      await this.#ask({ text: `${writeReceipt(this.#receipt)}; commit` });
    } catch (thrown) {
      throw this.#isBroken ? new CommitLost(this.#receipt, { cause: thrown }) : thrown;
    } finally {
      this.#isUnhurried = false;
    }
  }

  async rollback(): Promise<void> {
    this.#isUnhurried = false;
    // The server ends what a connection leaves unfinished; the first fault is the one to tell.
    if (!this.#isBroken) await this.#ask({ text: 'rollback' }).catch(() => undefined);
  }

  async #ask(query: QueryConfig<unknown[]>): Promise<Answer> {
    try {
      return await this.#inTime(this.client.query(query));
    } catch (thrown) {
      if (kindOf(thrown) === 'connection') this.#isBroken = true;
      throw translate(thrown);
    }
  }

  async #inTime(answer: Promise<Answer>): Promise<Answer> {
    if (this.#isUnhurried) return await answer;
    const waiting = new AbortController();
    const { signal } = waiting;
    const silence = pause(SILENT_MS, undefined, { signal }).then(() => {
      answer.catch(() => undefined);
      throw new Error('the server does not answer');
    });
    silence.catch(() => undefined);
    try {
      return await Promise.race([answer, silence]);
    } finally {
      waiting.abort();
    }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('the ledger does not stream');
  }
}

/** Connections come from the server that takes writes at the moment; one that breaks is not used again. */
export class PostgresDriver implements Driver {
  readonly #hosts: Hosts;
  readonly #names = new StatementNames();

  constructor(hosts: Hosts) {
    this.#hosts = hosts;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<PostgresConnection> {
    try {
      return new PostgresConnection(await this.#hosts.connect(), this.#names);
    } catch (thrown) {
      throw translate(thrown);
    }
  }

  beginTransaction(connection: PostgresConnection): Promise<void> {
    return connection.begin();
  }

  commitTransaction(connection: PostgresConnection): Promise<void> {
    return connection.commit();
  }

  rollbackTransaction(connection: PostgresConnection): Promise<void> {
    return connection.rollback();
  }

  releaseConnection(connection: PostgresConnection): Promise<void> {
    if (connection.isBroken) this.#hosts.suspect();
    connection.client.release(connection.isBroken);
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return this.#hosts.close();
  }
}
