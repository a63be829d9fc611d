import type { AccountName } from '../platform/account-name.ts';
import type { AccessibilityTexts, PrivacyTexts } from './legal-texts.ts';
import type { Moment } from './time-texts.ts';
import type { Alternative, CharacterClass, Severity, Shortcoming } from '../policy/policy.ts';
import type { Refusal } from '../systems/directory.ts';

/**
 * Sentences of the pages.
 * A sentence that ends before an address, such as `support`, is followed by that address as a link and a full stop.
 */
export interface PageTexts {
  readonly list: ListTexts;
  readonly frame: FrameTexts;
  readonly request: RequestTexts;
  readonly proof: ProofTexts;
  readonly sent: SentTexts;
  readonly code: CodeTexts;
  readonly account: AccountTexts;
  readonly password: PasswordTexts;
  readonly rules: RuleTexts;
  readonly deadLink: DeadLinkTexts;
  readonly follow: FollowTexts;
  readonly revocation: RevocationTexts;
  readonly trouble: TroubleTexts;
  readonly privacy: PrivacyTexts;
  readonly accessibility: AccessibilityTexts;
}

/** `a, b and c`. */
export interface ListTexts {
  readonly comma: string;
  readonly and: string;
  /** A name that may be read in the other direction than the language. */
  readonly name: (value: string) => string;
}

interface FrameTexts {
  /** What the pages are for, as search engines show it. */
  about(institution: string): string;
  readonly skip: string;
  readonly progress: string;
  readonly steps: readonly [string, string, string, string];
  /** The title of a page that reports an error; the error comes first (WCAG 2.4.2, RGAA 8.6). */
  errorTitle(title: string): string;
  readonly problem: string;
  readonly help: string;
  readonly support: string;
  readonly privacyNotice: string;
  /** Of the links to this page in other languages. */
  readonly languages: string;
  readonly nothingChanged: string;
  readonly startAgain: string;
}

interface RequestTexts {
  readonly title: string;
  readonly lead: string;
  readonly onlyIfNeeded: string;
  readonly label: string;
  readonly hint: string;
  readonly submit: string;
  /** A link, for a browser that has asked for a mail. */
  readonly haveCode: string;
  readonly next: string;
  mailStep(lifetime: string): string;
  readonly chooseStep: string;
  promiseStep(promise: string): string;
  readonly problems: Readonly<Record<'empty' | 'malformed' | 'too-long' | 'unknown', string>>;
  readonly unknownHelp: readonly string[];
}

/** The check before a neutral answer. */
interface ProofTexts {
  readonly title: string;
  readonly lead: string;
  /** Without JavaScript. */
  wait(duration: string): string;
  early(duration: string): string;
  /** With it. */
  readonly computing: string;
  readonly done: string;
  readonly submit: string;
  readonly nobodyElse: string;
}

interface SentTexts {
  readonly title: Readonly<Record<'sent' | 'neutral', string>>;
  /** What stands before the address; the address follows on its own. */
  readonly to: Readonly<Record<'sent' | 'neutral', string>>;
  readonly holds: string;
  validity(duration: string | undefined, until: Moment): string;
  readonly single: string;
  /** Above the form for the code. */
  readonly elsewhere: string;
  readonly nothing: string;
  readonly advice: readonly string[];
  readonly checkAddress: string;
  readonly supportAdvice: string;
  readonly otherAddress: string;
}

/** The code that the mail holds beside the link. */
interface CodeTexts {
  readonly title: string;
  readonly lead: string;
  readonly label: string;
  readonly hint: string;
  readonly submit: string;
  readonly problems: Readonly<Record<'empty' | 'malformed' | 'wrong', string>>;
  readonly linkStillGood: string;
  readonly elsewhere: { readonly title: string; readonly text: string };
}

interface AccountTexts {
  readonly title: string;
  readonly lead: string;
  readonly legend: string;
  readonly missing: string;
  readonly choose: string;
  /** One of several: the words around it say that it is an account. */
  named(name: AccountName): string;
}

interface PasswordTexts {
  readonly title: Readonly<Record<'reset' | 'activation', (name: AccountName) => string>>;
  readonly submit: Readonly<Record<'reset' | 'activation', string>>;
  readonly required: string;
  readonly password: string;
  readonly confirmation: string;
  readonly show: string;
  /** The key that makes capital letters is locked. */
  readonly caps: string;
  /** Advice while typing: how easily it is guessed, and why. */
  readonly strength: {
    readonly levels: Readonly<Record<'weak' | 'fair' | 'good', string>>;
    readonly reasons: Readonly<Record<'personal' | 'word' | 'date' | 'repeat' | 'row', string>>;
  };
  until(moment: Moment): string;
  readonly otherAccount: string;
  readonly differ: string;
  readonly same: string;
  readonly again: string;
  readonly notSaved: string;
  shortcoming(shortcoming: Exclude<Shortcoming, { kind: 'missing-class' }>): string;
  missingClasses(classes: string): string;
  readonly refusals: Readonly<Record<Refusal, string>>;
  readonly linkStillGood: string;
}

/** The rules, in the order and words of the procedure. */
interface RuleTexts {
  readonly intro: string;
  minimumLength(minimum: number): string;
  /** What stands around the list of classes: `At least ` … `.` */
  readonly classesBefore: string;
  readonly classes: Readonly<Record<CharacterClass, string>>;
  minimumClasses(minimum: number): string;
  phrase(minimum: number): string;
  alternative(alternative: Alternative, classes: string): string;
  maximum(maximum: number): string;
  readonly lists: Readonly<
    Record<'not-common' | 'not-breached' | 'not-personal', Readonly<Record<Exclude<Severity, 'off'>, string>>>
  >;
  contextWords(severity: Exclude<Severity, 'off'>, words: string): string;
  /** Said of a rule that is met, for who cannot see the tick. */
  readonly met: string;
  /** `{met}` and `{total}` are filled in by the script. */
  readonly progress: string;
}

/** In which ways a link is dead. */
type DeadKind = 'malformed' | 'expired' | 'used' | 'superseded' | 'revoked' | 'stale';

interface DeadLinkTexts {
  readonly titles: Readonly<Record<DeadKind, string>>;
  expired(at: Moment, lifetime: string): string;
  used(at: Moment): string;
  readonly superseded: string;
  readonly revoked: string;
  readonly malformed: string;
  readonly stale: string;
  /** What to do, by kind, after what happened. */
  readonly advice: Readonly<Record<DeadKind, string>>;
  readonly notYou: string;
  readonly restart: string;
  readonly restartMeans: string;
  readonly begin: string;
}

interface FollowTexts {
  readonly titles: Readonly<Record<'good' | 'waiting' | 'failed' | 'replaced', string>>;
  promise(duration: string, deadline: Moment): string;
  account(name: AccountName, at: Moment): string;
  readonly everywhere: string;
  arrivedIn(arrived: number, total: number): string;
  readonly directoryWaits: string;
  readonly directoryLate: string;
  readonly directoryRefused: string;
  readonly replaced: string;
  someLate(names: string): string;
  someRefused(names: string): string;
  readonly where: string;
  readonly directory: string;
  /** Where an application says why. */
  readonly refusedFor: Readonly<Record<Refusal, string>>;
  readonly states: Readonly<Record<'under-way' | 'late' | 'refused' | 'superseded', string>>;
  arrivedAt(at: Moment): string;
  readonly refresh: string;
  asOf(now: Moment): string;
  readonly pause: string;
  readonly resume: string;
  readonly next: string;
  readonly nextSteps: Readonly<Record<'use' | 'replace' | 'leave', string>>;
  readonly gone: { readonly title: string; readonly text: string };
}

interface RevocationTexts {
  readonly title: string;
  readonly revocable: string;
  readonly unchanged: string;
  readonly means: string;
  readonly submit: string;
  readonly revoked: { readonly title: string; readonly text: string; readonly more: string };
  readonly used: { readonly title: string; text(at: Moment): string; readonly call: string; readonly mailbox: string };
  readonly harmless: { readonly title: string; readonly text: string };
  readonly malformed: { readonly title: string; readonly text: string };
}

export type ErrorStatus = 400 | 403 | 404 | 405 | 413 | 415 | 500;

interface TroubleTexts {
  readonly throttled: {
    readonly title: string;
    text(at: Moment, duration: string): string;
    readonly nothingLost: string;
    readonly keepAddress: string;
  };
  readonly unavailable: Readonly<
    Record<'directory' | 'ledger' | 'page', { readonly title: string; readonly text: string }>
  >;
  /** To whoever only looks: they may have chosen a password a moment ago. */
  readonly standing: string;
  /** Nobody can tell whether what was asked for was done. */
  readonly unsure: Readonly<Record<'title' | 'text' | 'request' | 'password' | 'safe', string>>;
  readonly busy: Readonly<Record<'title' | 'text' | 'tryAgain' | 'begun' | 'reload', string>>;
  readonly tryLater: string;
  readonly otherLink: { readonly title: string; readonly text: string; readonly latest: string; readonly go: string };
  readonly errors: Readonly<Record<ErrorStatus, { readonly title: string; readonly text: string }>>;
  readonly reference: string;
}
