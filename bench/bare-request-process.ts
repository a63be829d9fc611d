/**
 * The least that a request for a known address can cost: a search, and an insert that is on the disk. Started by
 * `rows/request.ts` on the core of the servers under test; prints the milliseconds of each as one line of JSON.
 */
import { text } from 'node:stream/consumers';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'ldapts';
import type { FloorOrder } from './floor.ts';

const WARM_UP = 100;
const { ldap, people, ledger } = JSON.parse(await text(process.stdin)) as FloorOrder & { readonly ledger: string };
const client = new Client({ url: ldap.url });
await client.bind(ldap.dn, ldap.password);
const database = new DatabaseSync(ledger);
database.exec('pragma journal_mode = wal; pragma synchronous = full; create table kept (content text)');
const insert = database.prepare('insert into kept values (?)');
const times: number[] = [];
for (const { address } of people) {
  const began = performance.now();
  await client.search(ldap.base, { scope: 'sub', filter: `(supannMailPerso=${address})`, sizeLimit: 2 });
  insert.run('x'.repeat(1000));
  times.push(performance.now() - began);
}
await client.unbind();
console.log(JSON.stringify(times.slice(WARM_UP)));
