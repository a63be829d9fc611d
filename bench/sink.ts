import { once } from 'node:events';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { Mailboxes } from './mailboxes.ts';

/** What the relay of the bed does with mails: takes them; takes them after three seconds; hears them and never answers; or says "not now". */
export type SinkMode = 'take' | 'slow' | 'hang' | 'defer';

const SLOW_MS = 3000;

/** The relay of the bed. */
export interface Sink extends AsyncDisposable {
  readonly port: number;
  readonly boxes: Mailboxes;
  behave(mode: SinkMode): void;
}

/**
 * A relay that costs the bed's core as little as can be (a tenth of what a general one costs), so that the server under
 * test is what is measured: SMTP (RFC 5321) with PIPELINING (RFC 2920), no login, no TLS, every recipient welcome.
 */
export async function startSink(): Promise<Sink> {
  const boxes = new Mailboxes();
  const state: { mode: SinkMode } = { mode: 'take' };
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    const conversation = new Conversation(boxes, () => state.mode);
    socket.setEncoding('latin1');
    socket.write('220 sink ESMTP\r\n');
    socket.on('data', (heard: string) => {
      const answer = conversation.hear(heard);
      const reply = (): void => {
        if (answer !== '') socket.write(answer, 'latin1');
        if (conversation.isOver) socket.end();
      };
      if (state.mode === 'slow' && conversation.tookMail) setTimeout(reply, SLOW_MS);
      else reply();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    boxes,
    behave: (mode) => void (state.mode = mode),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const END_OF_MAIL = '\r\n.\r\n';

/** One connection: what was heard of the command or the mail that is not complete yet. */
class Conversation {
  readonly #boxes: Mailboxes;
  readonly #mode: () => SinkMode;
  #rest = '';
  #recipients: string[] = [];
  #isInMail = false;
  isOver = false;
  /** In what was heard last. */
  tookMail = false;

  constructor(boxes: Mailboxes, mode: () => SinkMode) {
    this.#boxes = boxes;
    this.#mode = mode;
  }

  /** @returns what to answer */
  hear(text: string): string {
    this.#rest += text;
    this.tookMail = false;
    let answers = '';
    for (let answer = this.#next(); answer !== undefined; answer = this.#next()) answers += answer;
    return answers;
  }

  /** The answer to the next thing that is there whole. */
  #next(): string | undefined {
    const ending = this.#isInMail ? END_OF_MAIL : '\r\n';
    const end = this.#rest.indexOf(ending);
    if (end < 0) return undefined;
    const whole = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end + ending.length);
    return this.#isInMail ? this.#take(whole) : this.#obey(whole);
  }

  #take(mail: string): string {
    this.#isInMail = false;
    const recipients = this.#recipients;
    this.#recipients = [];
    const mode = this.#mode();
    if (mode === 'hang') return '';
    if (mode === 'defer') return '451 4.3.0 not now\r\n';
    // RFC 5321, 4.5.2: a leading dot was doubled on its way.
    const raw = mail.replaceAll('\r\n..', '\r\n.');
    for (const recipient of recipients) this.#boxes.put(recipient, raw);
    this.tookMail = true;
    return '250 taken\r\n';
  }

  #obey(command: string): string {
    const verb = command.slice(0, 4).toUpperCase();
    switch (verb) {
      case 'EHLO':
        return '250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING\r\n';
      case 'RCPT':
        this.#recipients.push((/<([^>]*)>/.exec(command)?.[1] ?? '').toLowerCase());
        return '250 welcome\r\n';
      case 'DATA':
        this.#isInMail = true;
        return '354 go on\r\n';
      case 'RSET':
        this.#recipients = [];
        return '250 forgotten\r\n';
      case 'QUIT':
        this.isOver = true;
        return '221 bye\r\n';
      default:
        return ['HELO', 'MAIL', 'NOOP'].includes(verb) ? '250 fine\r\n' : '502 not known\r\n';
    }
  }
}
