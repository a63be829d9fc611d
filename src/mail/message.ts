import type { AccountName } from '../platform/account-name.ts';
import type { Language } from '../platform/language.ts';
import type { Refusal } from '../systems/directory.ts';

/** What a mail says. Times are milliseconds since the epoch; links are absolute. */
export type Message = {
  /** How the account is called, where it is a single one: of several, only the pages behind the link tell. */
  readonly account?: AccountName;
} &
  /** The jeton. */
  (
    | {
        readonly kind: 'link';
        readonly purpose: 'reset' | 'activation';
        readonly link: string;
        /** To be typed in the browser that asked, in the form in which it is read; absent where none did. */
        readonly code?: string;
        readonly revokeLink: string;
        readonly expiresAt: number;
      }
    /** The directory refused the accepted password later on; here is a new link. */
    | {
        readonly kind: 'refused-later';
        readonly reason: Refusal;
        readonly link: string;
        readonly revokeLink: string;
        readonly expiresAt: number;
      }
    /** The password was changed. */
    | { readonly kind: 'changed'; readonly at: number }
    /** One application will not have the password, by a rule of its own; everywhere else it counts. */
    | {
        readonly kind: 'refused-by-application';
        readonly application: string;
        readonly reason: Refusal;
        readonly startLink: string;
      }
    /** The promise was missed: these applications do not have the password. `Directory` stands as `directory: true`. */
    | {
        readonly kind: 'late';
        readonly directory: boolean;
        readonly applications: readonly string[];
        readonly startLink: string;
      }
  );

/** A message on its way to one mailbox. */
export interface OutgoingMail {
  /** Stable across retries: it becomes the Message-ID, so that a repetition can be recognised. */
  readonly id: string;
  readonly to: string;
  readonly language: Language;
  readonly message: Message;
}

export type Mailed =
  | { readonly kind: 'done' }
  /** A permanent answer (5xx) for this recipient. */
  | { readonly kind: 'refused'; readonly detail: string }
  /** "Not now" about this recipient alone (greylisting, a full mailbox): retried, and no sign of an outage. */
  | { readonly kind: 'deferred'; readonly detail: string }
  /** The relay could not be reached or would not take the mail; whose ever it was. */
  | { readonly kind: 'later'; readonly detail: string };

/** Carries one mail to the relay. Expected failures are values. */
export interface Mailer extends AsyncDisposable {
  send(mail: OutgoingMail, signal: AbortSignal): Promise<Mailed>;
}
