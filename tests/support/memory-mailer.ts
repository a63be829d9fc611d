import type { Mailed, Mailer, OutgoingMail } from '../../src/mail/message.ts';

/** A mail carrier that keeps what it is given and answers as it is told. */
export class MemoryMailer implements Mailer {
  readonly sent: OutgoingMail[] = [];
  answer: Mailed = { kind: 'done' };

  send(mail: OutgoingMail): Promise<Mailed> {
    if (this.answer.kind === 'done') this.sent.push(mail);
    return Promise.resolve(this.answer);
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
