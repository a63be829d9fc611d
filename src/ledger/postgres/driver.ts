import { randomUUID } from 'node:crypto';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import type { QueryResult as Answer, PoolClient, QueryConfig } from 'pg';
import { UNHURRIED } from '../dialects.ts';
import { againWhilePassing } from './again.ts';
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

async function connectTo(hosts: Hosts): Promise<PoolClient> {
  try {
    return await hosts.connect();
  } catch (thrown) {
    throw translate(thrown);
  }
}

class PostgresConnection implements DatabaseConnection {
  readonly #hosts: Hosts;
  readonly #names: StatementNames;
  #client: PoolClient;
  #isBroken = false;
  #isReleased = false;
  #isUnhurried = false;
  /** Of the transaction under way. */
  #receipt: string | undefined;

  constructor(client: PoolClient, { hosts, names }: { readonly hosts: Hosts; readonly names: StatementNames }) {
    this.#client = client;
    this.#hosts = hosts;
    this.#names = names;
  }

  /**
   * A statement outside a transaction is run again, if need be on another server, while it meets what passes. It may have
   * taken place before its answer was lost: nothing is run by itself that must not take place twice.
   */
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#receipt !== undefined) return await this.#execute(query);
    return await againWhilePassing(
      async () => {
        if (this.#isBroken) await this.#replace();
        return await this.#execute<R>(query);
      },
      () => this.#hosts.isClosing,
    );
  }

  async #replace(): Promise<void> {
    this.release();
    this.#client = await connectTo(this.#hosts);
    this.#isReleased = false;
    this.#isBroken = false;
  }

  /** One that broke is not used again, and speaks against its server. */
  release(): void {
    if (this.#isReleased) return;
    if (this.#isBroken) this.#hosts.suspect();
    this.#client.release(this.#isBroken);
    this.#isReleased = true;
  }

  async #execute<R>({ sql: text, parameters }: CompiledQuery): Promise<QueryResult<R>> {
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
    const receipt = this.#receipt ?? '';
    try {
      await this.#ask({ text: `${writeReceipt(receipt)}; commit` });
    } catch (thrown) {
      throw this.#isBroken ? new CommitLost(receipt, { cause: thrown }) : thrown;
    }
    this.#isUnhurried = false;
    this.#receipt = undefined;
  }

  async rollback(): Promise<void> {
    this.#isUnhurried = false;
    this.#receipt = undefined;
    // The server ends what a connection leaves unfinished; the first fault is the one to tell.
    if (!this.#isBroken) await this.#ask({ text: 'rollback' }).catch(() => undefined);
  }

  async #ask(query: QueryConfig<unknown[]>): Promise<Answer> {
    try {
      return await this.#inTime(this.#client.query(query));
    } catch (thrown) {
      if (kindOf(thrown) === 'connection') this.#isBroken = true;
      throw translate(thrown);
    }
  }

  async #inTime(answer: Promise<Answer>): Promise<Answer> {
    if (this.#isUnhurried) return await answer;
    // Timers by hand: an abort makes an error with a stack, which costs as much as the rest of a statement.
    const { promise: silence, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      answer.catch(() => undefined);
      reject(new Error('the server does not answer'));
    }, SILENT_MS);
    try {
      return await Promise.race([answer, silence]);
    } finally {
      clearTimeout(timer);
    }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('the ledger does not stream');
  }
}

/** Connections come from the server that takes writes at the moment. */
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
    return new PostgresConnection(await connectTo(this.#hosts), { hosts: this.#hosts, names: this.#names });
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
    connection.release();
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return this.#hosts.close();
  }
}
