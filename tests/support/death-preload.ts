import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';

/** Runs before a program and kills it (SIGKILL) as soon as its nth commit, on either engine, has taken place. */
let left = Number(process.env['JETON_TEST_COMMITS']);

function count(): void {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

const prepare = Reflect.get(DatabaseSync.prototype, 'prepare');
DatabaseSync.prototype.prepare = function (this: DatabaseSync, text) {
  const statement = prepare.call(this, text);
  if (text !== 'commit') return statement;
  const run = statement.run.bind(statement);
  statement.run = () => {
    const result = run();
    count();
    return result;
  };
  return statement;
};

const query = Reflect.get(Client.prototype, 'query') as (...args: unknown[]) => Promise<unknown>;
Client.prototype.query = async function (this: Client, ...args: unknown[]) {
  const answer = await query.apply(this, args);
  if (/; commit$/.test((args[0] as { readonly text?: string }).text ?? '')) count();
  return answer;
} as typeof Client.prototype.query;
