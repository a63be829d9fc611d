import { z } from 'zod';
import type { Mailed, Mailer, OutgoingMail } from '../mail/message.ts';
import { renderMessage } from '../mail/render-message.ts';
import type { Clock } from '../platform/clock.ts';
import type { Institution } from '../platform/institution.ts';
import { type Kept, openKept } from './kept.ts';

const keptMail = z.object({
  id: z.string(),
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  /** When it arrived, milliseconds since the epoch. */
  at: z.number(),
});

/** One mail as the webmail of the demo shows it. */
export type KeptMail = Readonly<z.infer<typeof keptMail>>;

const MAXIMUM = 200;

export interface InboxOptions {
  /** Where mails are kept between runs; undefined: in memory alone. */
  readonly file: string | undefined;
  readonly institution: Institution;
  readonly promiseMs: number;
  readonly clock: Clock;
}

/**
 * Every mailbox of the sample institution: takes what an SMTP relay would be handed, and keeps the newest 200. It stands
 * for the people's own mailboxes, and so it is the one place of the demo where live links can be read.
 */
export class Inbox implements Mailer {
  readonly #options: InboxOptions;
  readonly #kept: Kept<readonly KeptMail[]>;

  constructor(options: InboxOptions, kept: Kept<readonly KeptMail[]>) {
    this.#options = options;
    this.#kept = kept;
  }

  /** The newest first. */
  get mails(): readonly KeptMail[] {
    return this.#kept.value;
  }

  find(id: string): KeptMail | undefined {
    return this.mails.find((mail) => mail.id === id);
  }

  async send({ id, to, language, message }: OutgoingMail): Promise<Mailed> {
    const { institution, promiseMs, clock } = this.#options;
    const at = clock.now();
    const rendered = renderMessage({ message, language, institution, promiseMs, now: at });
    await this.#kept.change((mails) => {
      // A mail that is carried twice is still one mail.
      const others = mails.filter((mail) => mail.id !== id);
      return [{ id, to, ...rendered, at }, ...others].slice(0, MAXIMUM);
    });
    return { kind: 'done' };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Every mail is on the disk before it is acknowledged.
    await Promise.resolve();
  }
}

export async function openInbox(options: InboxOptions): Promise<Inbox> {
  const format = z.array(keptMail).readonly();
  return new Inbox(options, await openKept({ file: options.file, format, initial: () => [] }));
}
