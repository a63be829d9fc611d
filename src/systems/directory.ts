import type { Secret } from '../platform/secret.ts';

/** One person's account in the directory, as far as Jeton needs to know it. */
export interface Account {
  /** Stable id (entryUUID, objectGUID); never reused, survives renames. */
  readonly id: string;
  /** The number that people know (a student's); empty where the directory has none, and never the login in its place. */
  readonly number: string;
  readonly login: string;
  readonly name: string;
  /** Language tag as the directory holds it, for instance `fr` or `en-GB`. */
  readonly language: string | undefined;
  /** Recovery addresses exactly as stored; mails go to these and nowhere else. */
  readonly addresses: readonly string[];
  /** Further addresses that are told of a change, the institutional mailbox for instance. Never a way in. */
  readonly notify: readonly string[];
  /** Changes whenever the password does (pwdChangedTime, pwdLastSet); compared for equality only. */
  readonly passwordStamp: string | undefined;
}

/** Why a directory or an application refuses a password. */
export const REFUSALS = ['history', 'quality', 'too-short', 'too-long', 'too-young', 'not-allowed', 'other'] as const;
export type Refusal = (typeof REFUSALS)[number];

/** The back-end could not be asked, or gave no answer; `detail` is for operators and holds no secret. */
export interface Unreachable {
  readonly kind: 'unreachable';
  readonly detail: string;
}

export type FoundAccounts = { readonly kind: 'found'; readonly accounts: readonly Account[] } | Unreachable;
export type FoundAccount =
  { readonly kind: 'found'; readonly account: Account } | { readonly kind: 'absent' } | Unreachable;

export type SetPassword =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly reason: Refusal; readonly detail: string }
  | { readonly kind: 'absent' }
  | Unreachable;

/** Whether what a server still demanded of the person has been taken back. */
export type Settled = { readonly kind: 'done' } | Unreachable;

export type Verified = { readonly kind: 'valid' } | { readonly kind: 'invalid' } | Unreachable;

/** One thing that `jeton check` tried. `mend` says what to do about a failure. */
export interface CheckLine {
  /** `warning` lines do not fail the check. */
  readonly level: 'ok' | 'warning' | 'failure';
  readonly what: string;
  readonly mend?: string;
}

/** What the directory's own policy is compared with. */
export interface PolicyFacts {
  /** The shortest password that it lets through, in characters. */
  readonly minimumLength: number;
  /** So many of upper case, lower case, digits and special characters are in every password that it lets through. */
  readonly minimumClasses: number;
  /** Whether it refuses passwords that hold the person's own name or login. */
  readonly refusesPersonal: boolean;
}

/** The authority: where people are looked up and where the new password is set first. */
export interface Directory extends AsyncDisposable {
  /** Eligible accounts that hold exactly this address (compared as the directory's schema compares). */
  findByAddress(address: string, signal?: AbortSignal): Promise<FoundAccounts>;
  /** The eligible account with this stable id; `absent` when it is gone or no longer eligible. */
  findById(id: string, signal?: AbortSignal): Promise<FoundAccount>;
  /** The account with this number or login, eligible or not, for the command line and the desk. */
  findByNumber(number: string, signal?: AbortSignal): Promise<FoundAccount>;
  /**
   * Sets the password, and leaves nothing to change for the person. Setting the one that is already there is a success
   * wherever the back-end lets it be. `unreachable` may also come once it is set: a later try finds out.
   */
  setPassword(id: string, password: Secret, signal?: AbortSignal): Promise<SetPassword>;
  /**
   * Takes back that the person must change the password, once it is known to be the one they chose: for a try that finds
   * it there already, since the one before lost an answer. Absent where the back-end demands no such thing. Whoever asks
   * for a change between two tries, minutes at most, is not told apart from the server's own demand.
   */
  clearMustChange?(id: string, signal?: AbortSignal): Promise<Settled>;
  /** Whether this password opens the account, tried as a person would (LDAP: a bind). Never tries an empty one. */
  verifyPassword(id: string, password: Secret, signal?: AbortSignal): Promise<Verified>;
  /**
   * Tries everything the service will need and says what is wrong.
   * @param facts what Jeton's own policy asks for, to be compared with the directory's where that can be seen
   */
  check(signal?: AbortSignal, facts?: PolicyFacts): Promise<readonly CheckLine[]>;
}
