import type { Directory, Refusal } from '../../src/systems/directory.ts';
import type { Way } from './application-contract.ts';

export interface Holder {
  readonly number: string;
  readonly login: string;
  /** The personal address: the way in. */
  readonly address: string;
}

export interface Ineligible {
  readonly what: string;
  readonly address: string;
  /** Unless given, only the address is tried. */
  readonly number?: string;
}

/** A server that runs, and how the connector is opened on it. */
export interface DirectoryStand extends AsyncDisposable {
  /** Where the server listens, on `host`: in clear, and encrypted; undefined where it does not. */
  readonly ports: { readonly plain: number | undefined; readonly encrypted: number | undefined };
  /** A loopback address; 127.0.0.1 unless it says otherwise. */
  readonly host?: string;
  open(way: Way): Promise<Directory>;
  readonly holder: Holder;
  /** An address that leads to two accounts or more. */
  readonly shared: { readonly address: string; readonly numbers: readonly string[] };
  /** Accounts that there are and that may not be reset, by what they are: `disabled`, `expired`. */
  readonly ineligible: readonly Ineligible[];
  /** Whether this password opens the account, tried as a person would, beside the connector. */
  opens(login: string, password: string): Promise<boolean>;
  /** Passwords that this server refuses, and why. */
  readonly refused: readonly { readonly password: string; readonly reason: Refusal }[];
  /** Has the holder's account locked, as by somebody who guesses; undefined where the server never locks. */
  readonly lock?: (login: string) => Promise<void>;
  /** Marks that the holder must change the password; and whether that mark is there. */
  readonly mustChange?: { set(login: string): Promise<void>; isSet(login: string): Promise<boolean> };
  /** With a service account that finds people and may not set passwords. */
  readonly openWithoutRights?: (way: Way) => Promise<Directory>;
}
