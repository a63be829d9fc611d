import type { Random } from '../../platform/random.ts';
import { type Connector, type Row, valuesOf } from './connector.ts';
import type { Changed } from './database.ts';

type Names = Pick<Row, 'login' | 'number' | 'accountId'>;

/**
 * A value that its column cannot hold: SQLSTATE class 22.
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
function isMisfit(changed: Changed): boolean {
  return changed.kind === 'failed' && /^SQLSTATE 22/.test(changed.detail);
}

/** Names that nobody has, as texts, and as columns of numbers (from smallint on) and of UUIDs take them. */
function nobodies(random: Random): readonly Names[] {
  const text = `jeton-check-${random.bytes(12).toString('hex')}`;
  const number = String(-1000 - (random.bytes(2).readUInt16BE() % 30_000));
  const uuid = random
    .bytes(16)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return [
    { login: text, number: text, accountId: text },
    { login: number, number, accountId: uuid },
    { login: number, number, accountId: number },
  ];
}

/**
 * Runs the statement for somebody whom nobody knows, and takes it back. Fails with class 22 only if the other values of
 * the statement, such as the hash, do not fit either, whatever the names look like.
 */
export async function tryNobody(
  connector: Connector,
  row: Pick<Row, 'hash' | 'chosenAt'>,
  signal: AbortSignal,
): Promise<Changed> {
  let trial: Changed = { kind: 'rows', count: 0 };
  for (const names of nobodies(connector.tools.random)) {
    const values = valuesOf(connector, { ...row, ...names });
    trial = await connector.database.change({ values, isTrial: true }, signal);
    if (!isMisfit(trial)) return trial;
  }
  return trial;
}

/** PostgreSQL: a text that is no number (or no UUID), a number beyond the column's. It looks before any row is read. */
const MAY_BE_THE_NAME = /^SQLSTATE 22(?:P02|003)$/;

/** Whether the statement failed over what the person is called, and so would not for another. */
export async function isAboutTheName(
  connector: Connector,
  { changed, row }: { changed: Changed; row: Pick<Row, 'hash' | 'chosenAt'> },
  signal: AbortSignal,
): Promise<boolean> {
  if (connector.settings.dialect !== 'postgres' || changed.kind !== 'failed') return false;
  if (!MAY_BE_THE_NAME.test(changed.detail)) return false;
  return (await tryNobody(connector, row, signal)).kind === 'rows';
}
