import type { Capacity } from '../platform/capacity.ts';
import type { Secret } from '../platform/secret.ts';
import type { LdapTls } from './ldap-tls.ts';
import type { SqlDialect, SqlStatement } from './sql-statement.ts';

/** Every other system that must have the new password; `type` tells them apart. */
export type ApplicationSettings =
  | ActiveDirectoryApplicationSettings
  | LdapApplicationSettings
  | LdapReplicaSettings
  | WebhookSettings
  | ScimSettings
  | MoodleSettings
  | ModuleSettings
  | SqlSettings
  | CommandSettings
  | KerberosSettings;

interface Named {
  /** As people know it. */
  readonly name: string;
}

/** What is set there is the password itself. */
interface Holds {
  /** What it can hold, if there is anything that it cannot. */
  readonly capacity: Capacity | undefined;
}

/** A domain that is not the authority. */
export interface ActiveDirectoryApplicationSettings extends Named, Holds {
  readonly type: 'active-directory';
  /** In the order in which they are tried. */
  readonly urls: readonly string[];
  readonly tls: LdapTls;
  readonly bind: { readonly dn: string; readonly password: Secret };
  readonly base: string;
  /** Whose password is set: whoever has the login or the number in this attribute. */
  readonly match: { readonly attribute: string; readonly by: 'login' | 'number' };
  readonly timeoutMs: number;
}

/** Another LDAP directory, with passwords of its own. */
export interface LdapApplicationSettings extends Named, Holds {
  readonly type: 'ldap';
  /** In the order in which they are tried. */
  readonly urls: readonly string[];
  readonly tls: LdapTls;
  /** Service account that finds people and sets passwords. */
  readonly bind: { readonly dn: string; readonly password: Secret };
  readonly base: string;
  /** Which attribute of an entry there is what of the account here. */
  readonly match: { readonly attribute: string; readonly by: 'login' | 'number' | 'id' };
  /** Further LDAP filter (RFC 4515) that an entry must meet. */
  readonly filter: string | undefined;
  readonly timeoutMs: number;
}

/** A copy of the directory that follows by itself: not written, watched until it has the password. */
export interface LdapReplicaSettings extends Named {
  readonly type: 'ldap-replica';
  readonly url: string;
  readonly tls: LdapTls;
  /** Service account that looks people up; without one, the directory's own is used. */
  readonly bind: { readonly dn: string; readonly password: Secret } | undefined;
  /** Where to look; without one, the directory's base. */
  readonly base: string | undefined;
  readonly timeoutMs: number;
}

/** An application that is told that a password changed (Standard Webhooks 1.0.0). */
export interface WebhookSettings extends Named {
  readonly type: 'webhook';
  readonly url: URL;
  /** `whsec_…`; the first signs, and all of them do while one replaces another. */
  readonly secrets: readonly Secret[];
  /** PEM text of the authority, when it is not a public one. */
  readonly ca: string | undefined;
  readonly timeoutMs: number;
}

/** How an application’s own account is found: this of its fields holds that of the directory’s. */
export interface Match<Field extends string = string> {
  readonly field: Field;
  readonly by: 'login' | 'number' | 'id';
  /** What follows it there, as in `cmartin@univ.example`. */
  readonly suffix: string;
}

/** An application that takes passwords over SCIM 2.0 (RFC 7644). */
export interface ScimSettings extends Named, Holds {
  readonly type: 'scim';
  /** What `/Users` and the other endpoints stand under. */
  readonly url: URL;
  readonly credentials:
    | { readonly kind: 'bearer'; readonly token: Secret }
    | { readonly kind: 'basic'; readonly user: string; readonly password: Secret };
  /** `field` is an attribute’s path, as filters write it. */
  readonly match: Match;
  /** PEM text of the authority, when it is not a public one. */
  readonly ca: string | undefined;
  readonly timeoutMs: number;
}

/** A Moodle, by its REST web services. */
export interface MoodleSettings extends Named, Holds {
  readonly type: 'moodle';
  /** Of the site. */
  readonly url: URL;
  readonly token: Secret;
  readonly match: Match<'username' | 'idnumber' | 'email'>;
  /** By Moodle’s names of its ways to log in: those whose passwords it holds, and those that ask somebody else for them. */
  readonly auth: { readonly own: readonly string[]; readonly elsewhere: readonly string[] };
  /** PEM text of the authority, when it is not a public one. */
  readonly ca: string | undefined;
  readonly timeoutMs: number;
}

/** A connector of the institution's own: a module that Jeton loads. */
export interface ModuleSettings extends Named, Holds {
  readonly type: 'module';
  /** Of the module, absolute. */
  readonly path: string;
  readonly carries: 'password' | 'watch' | 'announcement';
  /** Handed to the module as they are written. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, Secret>>;
}

export const HASH_FORMATS = ['argon2id', 'bcrypt', 'sha512-crypt', 'yescrypt'] as const;

export interface SqlHash {
  readonly format: (typeof HASH_FORMATS)[number];
  /** bcrypt: the binary logarithm of its rounds; sha512-crypt: its rounds; yescrypt: 1 to 8; argon2id has one. */
  readonly cost: number;
}

/** A table of a database where hashed passwords stand; one statement sets one. */
export interface SqlSettings extends Named, Holds {
  readonly type: 'sql';
  readonly dialect: SqlDialect;
  readonly server: { readonly host: string; readonly port: number; readonly user: string; readonly database: string };
  readonly password: Secret | undefined;
  /** `verify-full`: encrypted, the certificate checked against the host's name. `none`: in clear. */
  readonly tls: 'verify-full' | 'none';
  /** PEM text of the authority, when it is not a public one. */
  readonly ca: string | undefined;
  readonly statement: SqlStatement;
  readonly hash: SqlHash;
  /** For the connection and all that is done over it. */
  readonly timeoutMs: number;
}

/** An executable that is handed the password on its standard input. */
export interface CommandSettings extends Named, Holds {
  readonly type: 'command';
  /** Absolute. */
  readonly path: string;
  readonly args: readonly string[];
  /** Its current folder. */
  readonly folder: string;
  readonly timeoutMs: number;
}

/** A realm of MIT Kerberos. */
export interface KerberosSettings extends Named, Holds {
  readonly type: 'kerberos';
  readonly realm: string;
  /** Without the realm; with {login}, {number} or {id} in it. */
  readonly principal: string;
  /** The principal that sets passwords, without the realm. */
  readonly admin: string;
  /** Path of its keys. */
  readonly keytab: string;
  /** Path of a krb5.conf; the system's without one. */
  readonly config: string | undefined;
  readonly timeoutMs: number;
}
