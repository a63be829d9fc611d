/**
 * The least that a reset can cost one Node process: search, mail, search, password modify (RFC 3062), bind. No HTTP, no
 * store. Started by `floor.ts` on the core of the servers under test; prints one line of JSON.
 */
import { text } from 'node:stream/consumers';
import { Client } from 'ldapts';
import { createTransport } from 'nodemailer';
import { runLoad } from './load.ts';
import type { FloorOrder, FloorReport } from './floor.ts';

const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';
const FROM = 'no_reply@univ.example';
const TEXT = `https://reset.univ.example/jeton/${'k'.repeat(43)}\n${'Bonjour, voici le lien.\n'.repeat(40)}`;
/** As many as Jeton keeps. */
const LDAP_CONNECTIONS = 4;
const MAIL_CONNECTIONS = 5;
const WARM_UP = 100;

const order = JSON.parse(await text(process.stdin)) as FloorOrder;
const { concurrency, smtpPort, ldap } = order;
const services = Array.from({ length: LDAP_CONNECTIONS }, () => new Client({ url: ldap.url }));
const binders = Array.from({ length: concurrency }, () => new Client({ url: ldap.url }));
const mail = createTransport({
  ...{ host: '127.0.0.1', port: smtpPort, pool: true, maxConnections: MAIL_CONNECTIONS, maxMessages: Infinity },
  ignoreTLS: true,
});

/** BER (X.690) of one element; none here is longer than 127 bytes. */
function element(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}

async function search(service: Client, address: string): Promise<void> {
  const attributes = ['uid', 'displayName', 'supannMailPerso', 'entryUUID'];
  const filter = `(supannMailPerso=${address})`;
  const { searchEntries } = await service.search(ldap.base, { scope: 'sub', filter, attributes, sizeLimit: 2 });
  if (searchEntries.length !== 1) throw new Error(`${searchEntries.length} entries`);
}

async function whole({ dn, address }: FloorOrder['people'][number], worker: number): Promise<void> {
  const service = services[worker % services.length];
  if (service === undefined) throw new Error('no connection');
  const password = `Plancher-${worker}-x`;
  await search(service, address);
  await mail.sendMail({ from: FROM, to: address, subject: 'Réinitialisation de votre mot de passe', text: TEXT });
  await search(service, address);
  const change = element(0x30, Buffer.concat([element(0x80, Buffer.from(dn)), element(0x82, Buffer.from(password))]));
  await service.exop(PASSWORD_MODIFY, change);
  await binders[worker]?.bind(dn, password);
}

await Promise.all(services.map((service) => service.bind(ldap.dn, ldap.password)));
const [first, rest] = [order.people.slice(0, WARM_UP), order.people.slice(WARM_UP)];
await runLoad({ work: first, concurrency, operation: whole });
const before = process.cpuUsage();
const { failures, ...run } = await runLoad({ work: rest, concurrency, operation: whole });
const { user, system } = process.cpuUsage(before);
await Promise.all([...services, ...binders].map((client) => client.unbind()));
mail.close();
const cpuMs = (user + system) / 1000 / run.operations;
console.log(JSON.stringify({ ...run, cpuMs, failures: [...failures] } satisfies FloorReport));
