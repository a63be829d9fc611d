import type { Secret } from '../platform/secret.ts';

/** A file of this machine. */
export interface SqlitePlace {
  readonly engine: 'sqlite';
  /** Its folder must exist. */
  readonly path: string;
  /** False: what is committed may be lost with the power. For tests, which cut none; true unless said. */
  readonly durable?: boolean;
}

export interface PostgresHost {
  readonly host: string;
  readonly port: number;
}

/** A database of PostgreSQL, on one server or on several that replicate it. */
export interface PostgresPlace {
  readonly engine: 'postgres';
  /** Every server that can be the writable one; which of them is, is found out. */
  readonly hosts: readonly PostgresHost[];
  readonly database: string;
  readonly user: string;
  readonly password: Secret | undefined;
  /** `verify-full`: encrypted, the certificate checked against the host's name. `none`: in clear. */
  readonly tls: 'verify-full' | 'none';
  /** PEM text of the authority, when it is not a public one. */
  readonly ca: string | undefined;
  /** How many connections one process may have open. */
  readonly connections: number;
}

/** Where a ledger is kept, and by which engine. */
export type LedgerPlace = SqlitePlace | PostgresPlace;

/** A place as operators know it, for messages; holds no secret. */
export function describePlace(place: LedgerPlace): string {
  switch (place.engine) {
    case 'sqlite':
      return place.path;
    case 'postgres':
      return `postgres://${place.user}@${place.hosts.map(describeHost).join(',')}/${place.database}`;
  }
}

export function describeHost({ host, port }: PostgresHost): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
