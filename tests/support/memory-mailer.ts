import type { Mailed, Mailer, OutgoingMail } from '../../src/mail/message.ts';

/** A mail carrier that keeps what it is given and answers as it is told. */
export class MemoryMailer implements Mailer {
  readonly sent: OutgoingMail[] = [];
  answer: Mailed = { kind: 'done' };
  /** The next mail is kept, and nobody hears of it. */
  loseNextAnswer = false;

  send(mail: OutgoingMail): Promise<Mailed> {
    if (this.answer.kind === 'done') this.sent.push(mail);
    if (!this.loseNextAnswer) return Promise.resolve(this.answer);
    this.loseNextAnswer = false;
    return Promise.resolve({ kind: 'later', detail: 'gave up waiting for the relay' });
  }

  /** Mails of one kind, oldest first. */
  of<K extends OutgoingMail['message']['kind']>(
    kind: K,
  ): (OutgoingMail & { message: Extract<OutgoingMail['message'], { kind: K }> })[] {
    return this.sent.filter(
      (mail): mail is OutgoingMail & { message: Extract<OutgoingMail['message'], { kind: K }> } =>
        mail.message.kind === kind,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.resolve();
  }
}
