import { type Entry, OrFilter, PresenceFilter } from 'ldapts';
import type { LdapReplicaSettings } from '../../config/application-settings.ts';
import type { LdapDirectorySettings } from '../../config/settings.ts';
import type { Application, Carried, PasswordNews } from '../application.ts';
import type { CheckLine, Unreachable } from '../directory.ts';
import { checkServer } from './check-server.ts';
import { holds } from './filters.ts';
import { findEntries } from './find-entries.ts';
import type { LdapTools } from './ldap-directory.ts';
import { CHANGED_TIMES, changedAt } from './password-stamp.ts';
import { readServer } from './server.ts';
import { isUnreachable, Servers } from './servers.ts';
import { valuesOf } from './values.ts';
import { verifyByBind } from './verify-by-bind.ts';

/** What a replica has in common with the directory that it is a copy of, unless its own settings say otherwise. */
export type ReplicaSource = Pick<LdapDirectorySettings, 'bind' | 'base' | 'account'>;

/** By how much the directory's clock may be behind Jeton's. */
const SKEW_MS = 5 * 60 * 1000;

/**
 * A copy of the directory that follows by itself: nothing is written there, and the new password counts as arrived when
 * it opens the person's entry.
 * @throws AppError SETTINGS_INVALID
 */
export function openLdapReplica(
  settings: LdapReplicaSettings,
  source: ReplicaSource,
  { clock }: LdapTools,
): Application {
  const { name, url, tls, timeoutMs } = settings;
  const bind = settings.bind ?? source.bind;
  const base = settings.base ?? source.base;
  const server = readServer(url, tls);
  const servers = new Servers({ servers: [server], bind, timeoutMs, clock });
  const replica: Replica = { servers, base, account: source.account };
  return {
    name,
    carries: 'watch',
    deliver: (news, signal) => watch(replica, news, signal),
    async check(signal) {
      const reached = await checkServer({ server, bind, timeoutMs, clock }, signal);
      return reached.some(({ level }) => level === 'failure')
        ? reached
        : [...reached, await checkPeople(replica, signal)];
    },
    [Symbol.asyncDispose]() {
      servers[Symbol.dispose]();
      return Promise.resolve();
    },
  };
}

interface Replica {
  readonly servers: Servers;
  readonly base: string;
  readonly account: ReplicaSource['account'];
}

async function checkPeople({ servers, base, account }: Replica, signal?: AbortSignal): Promise<CheckLine> {
  const filter = new PresenceFilter({ attribute: account.id });
  const query = { base, filter, attributes: [account.id] };
  const found = await servers.run((connection, patience) => findEntries(connection, query, patience), signal);
  const mend = `Check the base, and that the service account may read ${account.id} there.`;
  if (isUnreachable(found)) return { level: 'failure', what: `${base}: ${found.detail}`, mend };
  if (found.some((entry) => valuesOf(entry, account.id).length > 0))
    return { level: 'ok', what: `${base}: ${account.id} seen` };
  return { level: 'failure', what: `${base}: no entry with ${account.id}`, mend };
}

async function watch(replica: Replica, news: PasswordNews, signal: AbortSignal): Promise<Carried> {
  const { password } = news;
  if (password === undefined) return { kind: 'refused', reason: 'other', detail: 'no password to try was handed over' };
  const entry = await findPerson(replica, news, signal);
  if (isUnreachable(entry)) return { kind: 'later', detail: entry.detail };
  if (entry === undefined) return { kind: 'waiting', detail: 'the account is not there yet' };
  if (isOlder(entry, news)) return { kind: 'waiting', detail: 'the password there is an older one' };
  const verified = await verifyByBind(replica.servers, { dn: entry.dn, password }, signal);
  switch (verified.kind) {
    case 'valid':
      return { kind: 'done' };
    case 'invalid':
      return { kind: 'waiting', detail: 'the new password does not open the account yet' };
    case 'unreachable':
      return { kind: 'later', detail: verified.detail };
  }
}

/** By the id, which replication keeps; by the login where the id is not replicated. */
async function findPerson(
  { servers, base, account }: Replica,
  { accountId, login }: PasswordNews,
  signal: AbortSignal,
): Promise<Entry | undefined | Unreachable> {
  const filter = new OrFilter({ filters: [holds(account.id, accountId), holds(account.login, login)] });
  const attributes = [account.id, ...CHANGED_TIMES];
  const found = await servers.run(
    (connection, patience) => findEntries(connection, { base, filter, attributes }, patience),
    signal,
  );
  if (isUnreachable(found)) return found;
  return found.find((entry) => valuesOf(entry, account.id).includes(accountId)) ?? found[0];
}

/**
 * Whether the copy itself says that it still has a password from before. Then none is tried: every wrong bind counts
 * towards a lockout (`pwdMaxFailure`), which must not hit someone because a replica lags.
 */
function isOlder(entry: Entry, { chosenAt }: PasswordNews): boolean {
  const changed = changedAt(entry);
  return changed !== undefined && changed < chosenAt - SKEW_MS;
}
