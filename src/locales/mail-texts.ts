import type { AccountName } from '../platform/account-name.ts';
import type { Refusal } from '../systems/directory.ts';
import type { Moment } from './time-texts.ts';

/** Sentences of the mails. */
export interface MailTexts {
  readonly greeting: string;
  /** Which account it is about. */
  account(name: AccountName): string;
  readonly automatic: string;
  support(email: string): string;
  /** Label of the address that follows a button, for readers whose program shows no buttons. */
  readonly plainLink: string;
  readonly link: {
    readonly reset: Opening;
    readonly activation: Opening;
    validity(duration: string | undefined, until: Moment): string;
    readonly single: string;
    /** What stands before the code, and what after it. */
    readonly elsewhere: string;
    readonly codeSecret: string;
    promise(duration: string): string;
    readonly secret: string;
    readonly notYouReset: string;
    readonly notYouActivation: string;
    readonly revoke: string;
  };
  readonly refused: {
    subject: string;
    intro(institution: string): string;
    readonly reasons: Readonly<Record<Refusal, string>>;
    readonly unchanged: string;
    readonly again: string;
    readonly action: string;
  };
  readonly changed: {
    subject: string;
    intro(institution: string, at: Moment): string;
    promise(duration: string): string;
    readonly you: string;
    notYou(email: string): string;
  };
  readonly refusedBy: {
    subject(application: string): string;
    intro(institution: string, application: string): string;
    readonly reasons: Readonly<Record<Refusal, string>>;
    readonly means: string;
    readonly again: string;
    readonly action: string;
  };
  readonly late: {
    subject: string;
    directory(institution: string): string;
    readonly directoryMeans: string;
    applications(duration: string): string;
    readonly applicationsMean: string;
    readonly again: string;
    readonly action: string;
  };
}

interface Opening {
  readonly subject: string;
  intro(institution: string): string;
  readonly ask: string;
  readonly action: string;
}
