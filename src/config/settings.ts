import type { Institution } from '../platform/institution.ts';
import type { Language } from '../platform/language.ts';
import type { Secret } from '../platform/secret.ts';
import type { Policy } from '../policy/policy.ts';
import type { ApplicationSettings } from './application-settings.ts';
import type { LdapTls } from './ldap-tls.ts';

/** So many in so long: `5/1h` is `{ count: 5, windowMs: 3600000 }`. */
export interface Rate {
  readonly count: number;
  readonly windowMs: number;
}

export interface Listen {
  readonly host: string;
  readonly port: number;
}

/** Everything `jeton.yaml` says, checked, defaults filled in, secrets read, paths absolute, frozen. Durations are milliseconds. */
export interface Settings {
  /** Every mailed link starts with this; ends in a slash. */
  readonly publicUrl: URL;
  readonly listen: Listen;
  /** Health and metrics; never public. */
  readonly management: Listen;
  /** CIDR ranges whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  readonly institution: Institution;
  /** Path of the institution's logo (SVG or PNG), if it has one. */
  readonly logo: string | undefined;
  readonly languages: { readonly default: Language; readonly offered: readonly Language[] };
  readonly ledger: SqliteSettings | PostgresSettings;
  /** Path of the keys file. */
  readonly keysFile: string;
  /** Path of the file that web processes read in its stead. */
  readonly publicKeysFile: string;
  readonly lifetimeMs: number;
  readonly promiseMs: number;
  readonly unknownAddress: 'tell' | 'conceal';
  readonly policy: Policy;
  /** Path of the list of breached passwords, if there is one. */
  readonly breachedFile: string | undefined;
  /** `undefined` when `limits: off`. */
  readonly limits: LimitSettings | undefined;
  readonly mail: MailSettings;
  readonly directory: DirectorySettings;
  readonly applications: readonly ApplicationSettings[];
  readonly check: CheckSettings;
  readonly retention: RetentionSettings;
  readonly audit: { readonly syslog: SyslogSettings | undefined };
}

/** Where the audit trail is shipped to. */
export interface SyslogSettings {
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly host: string;
  readonly port: number;
  /** PEM text of the authority, when it is not a public one. */
  readonly ca: string | undefined;
}

/** For how long what is kept; milliseconds. */
export interface RetentionSettings {
  readonly auditMs: number;
}

/** What `jeton check` alone needs. */
export interface CheckSettings {
  /** Nobody's own; its password is changed and put back. */
  readonly testAccount: { readonly number: string; readonly passwordFile: string } | undefined;
  /** DNS servers, `192.0.2.53` or `192.0.2.53:5353`; none: those of the machine. */
  readonly resolvers: readonly string[];
}

export interface SqliteSettings {
  readonly engine: 'sqlite';
  readonly path: string;
}

export interface PostgresSettings {
  readonly engine: 'postgres';
  /** Every server that can be the writable one. */
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  readonly user: string;
  readonly database: string;
  readonly password: Secret | undefined;
  /** `verify-full`: encrypted, the certificate checked against the host's name. `none`: in clear. */
  readonly tls: 'verify-full' | 'none';
  /** PEM text of the authority, when it is not a public one. */
  readonly ca: string | undefined;
  /** How many connections one process may have open. */
  readonly connections: number;
}

export interface LimitSettings {
  readonly mailsPerAccount: Rate;
  readonly requestsPerClient: Rate;
  readonly passwordsPerLink: Rate;
  readonly unknownPerClient: Rate;
  readonly unknownOverall: Rate;
  readonly mailsOverall: Rate;
}

export interface MailSettings {
  readonly from: { readonly name: string; readonly address: string };
  readonly smtp: {
    readonly host: string;
    readonly port: number;
    readonly tls: 'starttls' | 'tls' | 'none';
    /** PEM text of the authority, when it is not a public one. */
    readonly ca: string | undefined;
    readonly login: { readonly user: string; readonly password: Secret } | undefined;
  };
  readonly dkim: { readonly domain: string; readonly selector: string; readonly key: Secret } | undefined;
}

export type DirectorySettings = LdapDirectorySettings | ActiveDirectorySettings | EmbeddedDirectorySettings;

export interface LdapDirectorySettings {
  readonly type: 'ldap';
  /** In the order in which they are tried. */
  readonly urls: readonly string[];
  readonly tls: LdapTls;
  readonly bind: { readonly dn: string; readonly password: Secret };
  readonly base: string;
  /** Attributes that hold recovery addresses, such as `supannMailPerso`. */
  readonly addresses: readonly string[];
  /** Labels of `{LABEL}address` values that are a way in; `PARENTS` never is. */
  readonly addressLabels: readonly string[];
  /** Attributes whose addresses are told of a change and are no way in, such as `mail`. */
  readonly notify: readonly string[];
  /** Names of attributes. */
  readonly account: {
    readonly id: string;
    readonly number: string;
    readonly login: string;
    readonly name: string;
    readonly language: string;
  };
  /** Further LDAP filter (RFC 4515) that an account must meet. */
  readonly eligible: string | undefined;
  readonly timeoutMs: number;
}

export interface ActiveDirectorySettings extends Omit<LdapDirectorySettings, 'type' | 'account'> {
  readonly type: 'active-directory';
  /** Names of attributes; the id is always `objectGUID`. */
  readonly account: Omit<LdapDirectorySettings['account'], 'id'>;
}

export interface EmbeddedDirectorySettings {
  readonly type: 'embedded';
  /** The file it keeps its accounts in. */
  readonly file: string;
}
