import type { AccountName } from '../platform/account-name.ts';
import type { Challenge } from '../platform/altcha.ts';
import type { Language } from '../platform/language.ts';
import type { Secret } from '../platform/secret.ts';
import type { Shortcoming } from '../policy/policy.ts';
import type { Refusal } from '../systems/directory.ts';

/** Who asks: an IPv4 address or an IPv6 /64, already reduced (`platform/client-network.ts`). */
export type ClientNetwork = string;

export type Purpose = 'reset' | 'activation';

/** Why a link does not lead to a form. All times are milliseconds since the epoch. */
export type DeadLink =
  /** Not a jeton at all, or one that Jeton never issued. */
  | { readonly kind: 'malformed' }
  | { readonly kind: 'expired'; readonly at: number }
  | { readonly kind: 'used'; readonly at: number }
  /** A newer request replaced it. */
  | { readonly kind: 'superseded' }
  /** Somebody answered "it was not me", or the desk revoked it. */
  | { readonly kind: 'revoked' }
  /** The account was disabled, lost this address, or its password was changed elsewhere since. */
  | { readonly kind: 'stale' };

/** One account behind a link; `position` is what the form posts back (1, 2, ...). */
export interface LinkedAccount {
  readonly position: number;
  readonly name: AccountName;
}

export interface OpenLink {
  readonly kind: 'open';
  /** Public id of the reset; the choice form carries it so that two links opened in two tabs are not mixed up. */
  readonly resetId: string;
  readonly purpose: Purpose;
  readonly expiresAt: number;
  readonly accounts: readonly [LinkedAccount, ...LinkedAccount[]];
}

export type LinkState = OpenLink | DeadLink;

export interface Throttled {
  readonly kind: 'throttled';
  readonly retryAt: number;
}

/** Before the neutral answer, a sign that this is no machine that tries addresses by the thousand. */
export interface ProofNeeded {
  readonly kind: 'proof-needed';
  /** For browsers that compute. */
  readonly challenge: Challenge;
  /** For those that do not: good from `readyAt` on. */
  readonly ticket: string;
  readonly readyAt: number;
  /** They have waited, and not long enough yet. */
  readonly early: boolean;
}

export type RequestLinkOutcome =
  /** A mail is on its way (or the account's mail budget is spent, which answers alike). */
  | { readonly kind: 'sent'; readonly expiresAt: number }
  /** Whether an account has this address is not said: `conceal`, or too many unknown answers from here. */
  | { readonly kind: 'neutral'; readonly expiresAt: number }
  | { readonly kind: 'unknown' }
  | ProofNeeded
  | { readonly kind: 'malformed'; readonly reason: 'empty' | 'malformed' | 'too-long' }
  | { readonly kind: 'directory-unreachable' }
  | Throttled;

export type EnterCodeOutcome =
  /** The link is open in this browser now; `token` leads to it as the mailed one does. */
  | { readonly kind: 'entered'; readonly token: string }
  /** No mail holds this code for this browser. */
  | { readonly kind: 'wrong' }
  | { readonly kind: 'malformed'; readonly reason: 'empty' | 'malformed' }
  | { readonly kind: 'dead'; readonly link: DeadLink }
  | Throttled;

export type RestartOutcome =
  /** A new link goes to the address the old one went to; `masked` is how it may be shown. */
  | { readonly kind: 'sent'; readonly masked: string; readonly expiresAt: number }
  /** Nothing to start again from: the person types the address anew. */
  | { readonly kind: 'impossible' }
  | { readonly kind: 'directory-unreachable' }
  | Throttled;

export type ChoosePasswordOutcome =
  /** `followToken` opens the follow page; the jeton is used up. `applied`: the directory has it already. */
  | { readonly kind: 'accepted'; readonly applied: boolean; readonly followToken: string }
  /** The policy or the second field says no; everything wrong at once. Nothing changed. */
  | { readonly kind: 'falls-short'; readonly shortcomings: readonly Shortcoming[]; readonly differ: boolean }
  /** The directory said no; the link is open again. */
  | { readonly kind: 'refused'; readonly reason: Refusal }
  /** Several accounts and none, or none of them, chosen. */
  | { readonly kind: 'account-needed'; readonly link: OpenLink }
  /** The form belongs to another link than the one this browser holds now. */
  | { readonly kind: 'other-link' }
  | { readonly kind: 'dead'; readonly link: DeadLink }
  | Throttled;

export type RevocationState =
  | { readonly kind: 'revocable' }
  /** Revoked already, by this press or an earlier one. */
  | { readonly kind: 'revoked' }
  /** Too late: the link was used. The person must call the support desk. */
  | { readonly kind: 'used'; readonly at: number }
  /** Expired or replaced: it cannot be used any more, nothing to do. */
  | { readonly kind: 'harmless' }
  | { readonly kind: 'malformed' };

export type ArrivalState = 'arrived' | 'under-way' | 'late' | 'refused' | 'superseded';

export type Arrival = { readonly name: string } & (
  | {
      readonly state: 'arrived';
      /** When. */
      readonly at: number;
    }
  | {
      readonly state: Exclude<ArrivalState, 'arrived'>;
      /** Why an application will not have it, as far as it says so. */
      readonly refusal?: Refusal | undefined;
    }
);

export type FollowOutcome =
  | {
      readonly kind: 'found';
      readonly account: AccountName;
      readonly acceptedAt: number;
      readonly deadlineAt: number;
      /** The directory itself, where it is set first. */
      readonly directory: Arrival;
      readonly applications: readonly Arrival[];
      /** Nothing is under way any more. */
      readonly settled: boolean;
    }
  | { readonly kind: 'unknown' };

export interface ChoosePassword {
  readonly token: string;
  /** From the form; undefined when the client did not send it. */
  readonly resetId: string | undefined;
  readonly position: number | undefined;
  readonly password: Secret;
  readonly confirmation: Secret;
  readonly language: Language;
  readonly client: ClientNetwork;
}

/** What looks like an attack, for the audit trail. */
export interface Notice {
  /** A form of another site; one that no page of ours makes; a link that never was; one that is no good any more. */
  readonly kind: 'forged' | 'malformed' | 'unknown-link' | 'dead-link';
  readonly client: ClientNetwork;
  /** Never what was sent. */
  readonly detail?: string;
}

/**
 * The journey as pages see it: one method per step, expected outcomes as values. Faults (the ledger is gone) are thrown.
 * A token that never was one is `throttled` once a client network has tried too many; one that is good never is.
 */
export interface Journey {
  requestLink(input: {
    readonly address: string;
    readonly client: ClientNetwork;
    readonly language: Language;
    readonly proof?: string | undefined;
    readonly ticket?: string | undefined;
    readonly waiting?: string | undefined;
  }): Promise<RequestLinkOutcome>;
  /** The code beside the link, typed in the browser that asked; `waiting` is that browser's token. */
  enterCode(input: {
    readonly waiting: string;
    readonly code: string;
    readonly client: ClientNetwork;
  }): Promise<EnterCodeOutcome>;
  /** Notes that the link was opened, changes nothing else. */
  openLink(token: string, client?: ClientNetwork): Promise<LinkState | Throttled>;
  /** What the link would lead to; changes nothing. */
  viewLink(token: string, client?: ClientNetwork): Promise<LinkState | Throttled>;
  /** One press on a dead link: a new one to the same address. */
  restartLink(input: {
    readonly token: string;
    readonly client: ClientNetwork;
    readonly language: Language;
    readonly waiting?: string | undefined;
  }): Promise<RestartOutcome>;
  choosePassword(input: ChoosePassword): Promise<ChoosePasswordOutcome>;
  viewRevocation(revokeToken: string, client?: ClientNetwork): Promise<RevocationState | Throttled>;
  revokeLink(revokeToken: string, client?: ClientNetwork): Promise<RevocationState | Throttled>;
  follow(followToken: string, client?: ClientNetwork): Promise<FollowOutcome | Throttled>;
  /** Writes down, sparingly, what was refused before it came to a rule. */
  notice(notice: Notice): Promise<void>;
}
