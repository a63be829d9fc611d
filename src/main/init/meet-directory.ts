import { bindName } from '../../config/sections/active-directory.ts';
import { attribute, dn } from '../../config/sections/ldap.ts';
import { type Reading, fault, ok } from '../../config/reading.ts';
import { startDeadline } from '../../platform/deadline.ts';
import { AppError, messageOf } from '../../platform/errors.ts';
import type { Secret } from '../../platform/secret.ts';
import { LdapConnection } from '../../systems/ldap/connection.ts';
import { type Sample, type ServerKind, recogniseServer, samplePeople } from '../../systems/ldap/explore.ts';
import { bindService } from '../../systems/ldap/pool.ts';
import type { LdapServer } from '../../systems/ldap/server.ts';
import { counted } from '../counted.ts';
import { as, listOf } from './inquiry.ts';
import { type Asking, meetServer } from './meet-server.ts';
import { type Attributes, proposeAttributes } from './propose.ts';

/** All that settings say of a directory. */
export interface DirectoryAnswers {
  readonly server: LdapServer;
  readonly product: ServerKind['product'];
  readonly bindDn: string;
  readonly bindPassword: Secret;
  readonly base: string;
  readonly attributes: Attributes;
}

const PATIENCE_MS = 30_000;

/** Asks for the directory and looks at it. The fault says why nothing can be written about it. */
export async function meetDirectory(asking: Asking): Promise<Reading<DirectoryAnswers>> {
  const met = await meetServer(asking);
  if (met.kind === 'fault') return met;
  const server = met.value;
  try {
    const kind = await withConnection(server, recogniseServer);
    if (kind.product === 'Active Directory' && server.tls.mode === 'none')
      return fault(`${server.url} is Active Directory, which takes no password in clear: give it TLS`);
    describe(asking, server, kind);
    return await meetPeople(asking, server, kind);
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    return fault(`${server.url}: ${messageOf(thrown)}`);
  }
}

function describe({ terminal }: Asking, { url }: LdapServer, kind: ServerKind): void {
  if (kind.product === 'Active Directory') {
    terminal.print(`${url}: ${kind.product}`);
    return;
  }
  const offers = [
    kind.passwordModify ? 'sets passwords (RFC 3062)' : 'has no password modify operation (RFC 3062)',
    kind.policyControl ? 'says why it refuses one' : 'does not say why it refuses one',
  ];
  terminal.print(`${url}: ${kind.product}; ${offers.join(', ')}`);
}

async function meetPeople(asking: Asking, server: LdapServer, kind: ServerKind): Promise<Reading<DirectoryAnswers>> {
  const { inquiry, terminal } = asking;
  const context = kind.namingContexts.find((each) => /^(?:dc|o|ou|c)=/i.test(each));
  const isDomain = kind.product === 'Active Directory';
  const initial = context === undefined || isDomain ? undefined : `cn=jeton,ou=services,${context}`;
  const names = isDomain ? 'DN, or svc-jeton@ad.univ.example' : 'DN';
  const question = `Service account, which finds people and sets passwords (${names})`;
  const bindDn = await inquiry.ask({ flag: 'bind-dn', question, initial, read: as(isDomain ? bindName : dn) });
  const bindPassword = await inquiry.askSecret({ flag: 'bind-password-file', question: 'Its password' });
  const sampleAt = (base: string): Promise<Sample> =>
    withConnection(server, async (connection, signal) => {
      await bindService(connection, { dn: bindDn, password: bindPassword }, signal);
      return await samplePeople(connection, base, signal);
    });
  const { branch } = context === undefined ? { branch: undefined } : await sampleAt(context);
  const base = await inquiry.ask({
    ...{ flag: 'base', question: 'Where people stand in the tree', initial: branch ?? context, read: as(dn) },
  });
  const sample = await sampleAt(base);
  const { entries } = sample;
  terminal.print(
    entries === 0
      ? `${base}: the service account sees nobody there; check the base, and that it may read people`
      : `${base}: looked at ${counted(entries, 'entry', 'entries')}`,
  );
  const attributes = await askAttributes(asking, proposeAttributes(sample, kind), entries);
  return ok({ server, product: kind.product, bindDn, bindPassword, base, attributes });
}

async function askAttributes({ inquiry }: Asking, proposed: Attributes, seen: number): Promise<Attributes> {
  const one = (flag: string, question: string, initial: string): Promise<string> =>
    inquiry.ask({ flag, question, initial, read: as(attribute) });
  const addresses = await inquiry.ask({
    flag: 'addresses',
    question: 'Attributes with the personal address, the way in',
    initial: proposed.addresses.length === 0 ? undefined : proposed.addresses.join(', '),
    instead: seen === 0 ? '--base says where people stand, and they are looked at there' : undefined,
    read: listOf(attribute, { least: 1 }),
  });
  const others = proposed.notify.filter((name) => !addresses.some((way) => way.toLowerCase() === name.toLowerCase()));
  return {
    addresses,
    notify: await inquiry.ask({
      flag: 'notify',
      question: 'Attributes whose addresses are told of a change, and are no way in',
      initial: others.length === 0 ? 'none' : others.join(', '),
      read: listOf(attribute, { least: 0 }),
    }),
    number: await one('number', 'Attribute with the number that people know', proposed.number),
    login: await one('login', 'Attribute with the login', proposed.login),
    name: await one('name', 'Attribute with the name that mails call people by', proposed.name),
    id: proposed.id === undefined ? undefined : await one('id', 'Attribute that never changes', proposed.id),
    language: proposed.language,
  };
}

async function withConnection<T>(
  server: LdapServer,
  work: (connection: LdapConnection, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  using patience = startDeadline(PATIENCE_MS);
  using connection = await LdapConnection.open(server, { signal: patience.signal, backstopMs: PATIENCE_MS });
  return await work(connection, patience.signal);
}
