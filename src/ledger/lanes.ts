import { type RawBuilder, type SqlBool, sql } from 'kysely';

/** Whether nothing else of a delivery's lane is being carried at this moment. @param alias the delivery's in the query */
export function isLaneFree(alias: string, now: number): RawBuilder<SqlBool> {
  const [lane, id] = [sql.ref(`${alias}.lane`), sql.ref(`${alias}.id`)];
  return sql<SqlBool>`not exists (
    select 1 from delivery as ahead where ahead.lane = ${lane} and ahead.id <> ${id} and ahead.lease_until > ${now}
  )`;
}
