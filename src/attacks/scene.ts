import type { Transport } from './form-client.ts';
import type { Mail } from './mail.ts';

/** Whose account is attacked: one of two accounts of one's own. */
export interface Victim {
  /** The personal address, as a person types it. */
  readonly address: string;
}

/** Where the victims' mails end up. */
export interface Inbox {
  /** Everything that has come so far, oldest first. */
  mails(): Promise<readonly Mail[]>;
}

/** What only a bench of one's own can do besides asking over HTTP; a live instance is spared it. */
export interface Powers {
  /** Whether a password opens the victim's account. */
  opens(victim: Victim, password: string): Promise<boolean>;
  /** So many milliseconds pass for the service. */
  advance(milliseconds: number): Promise<void>;
  /** The victim's password is changed without the service. */
  changeElsewhere(victim: Victim, password: string): Promise<void>;
  /** The victim's personal address becomes another one. */
  moveAddress(victim: Victim, address: string): Promise<void>;
  /** The victim's account is closed, or opened again. */
  close(victim: Victim, isClosed: boolean): Promise<void>;
  /** Everything that the service has written: ledger, logs. */
  readAll(): Promise<readonly Buffer[]>;
  /** A second node over the same ledger. */
  readonly otherNode: URL;
}

/** One instance under attack. */
export interface Scene {
  /** The published address, which every mailed link must start with; ends in a slash. */
  readonly url: URL;
  /** Where to connect to: the published address itself, unless a bench has it elsewhere. */
  readonly origin: URL;
  readonly inbox: Inbox;
  readonly a: Victim;
  readonly b: Victim;
  readonly powers: Partial<Powers>;
  /** Others use it: what is heavy is left out. */
  readonly isLive: boolean;
  /** Requests as another client of the network would send them, and no faster than agreed. @param origin where to; `origin` unless said */
  transport(origin?: URL): Transport;
  /** How long a mail may take to come, in milliseconds. */
  readonly patienceMs: number;
}
