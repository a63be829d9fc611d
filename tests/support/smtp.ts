import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { readFileSync } from 'node:fs';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { CertificateFiles } from './pki.ts';

/** One answer of the relay: `550`, `5.1.1 No such user`. */
export interface Reply {
  readonly code: number;
  readonly text: string;
}

/** How the relay answers from now on; what is left out goes well. */
export interface Behaviour {
  /** Takes connections and never greets, or turns them away. */
  readonly greeting?: 'hang' | Reply;
  readonly login?: Reply;
  readonly sender?: Reply;
  /** One answer for every recipient, or one for each. */
  readonly recipient?: Reply | ((address: string) => Reply | undefined);
  /** At the message itself: an answer, silence after its last line, or a connection cut in its middle. */
  readonly message?: Reply | 'hang' | 'drop';
}

export interface SmtpServerOptions {
  /** `none`: STARTTLS is not offered. Both others need a certificate. */
  readonly tls?: 'none' | 'starttls' | 'tls';
  readonly certificate?: CertificateFiles;
  /** Nothing is taken without this login. */
  readonly login?: { readonly user: string; readonly password: string };
  /** Offer SMTPUTF8 (RFC 6531); yes unless said. */
  readonly smtpUtf8?: boolean;
  readonly behaviour?: Behaviour;
}

/** A mail the relay took. */
export interface ReceivedMail {
  /** The envelope. */
  readonly from: string;
  readonly to: readonly string[];
  /** The message, octet by octet. */
  readonly raw: Buffer;
  /** The message as a mail program reads it. */
  readonly parsed: ParsedMail;
  /** The lines of its text part. */
  readonly lines: readonly string[];
  readonly encrypted: boolean;
  readonly user: string | undefined;
}

type Wanted = string | ((mail: ReceivedMail) => boolean);

export interface TestRelay extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** Every mail taken, oldest first. */
  readonly mails: readonly ReceivedMail[];
  /** How many connections there have been, and how many stand now. */
  readonly connections: { readonly ever: number; readonly now: number };
  /** What clients have sent, with `tls: none`. */
  readonly heard: string;
  mailsTo(address: string): readonly ReceivedMail[];
  /** The oldest mail of which this is true (or that went to this address), as soon as it is there. Rejects after 10 s, unless said. */
  waitForMail(wanted: Wanted, patienceMs?: number): Promise<ReceivedMail>;
  /** Resolves once somebody has met the silence of `hang`. */
  waitForHang(): Promise<void>;
  /** Resolves once no connection stands. */
  waitForNoConnection(): Promise<void>;
  behave(behaviour: Behaviour): void;
  /** Cuts every connection and listens no more, until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

const PATIENCE_MS = 10_000;
const NEVER = new Promise<never>(() => undefined);

/** Starts an SMTP relay in this process, on a port of its own; it ends at the end of the block (`await using`). */
export async function startSmtp(options: SmtpServerOptions = {}): Promise<TestRelay> {
  const relay = new Relay(options);
  await relay.start();
  return relay;
}

/** The mailed link: the line of the text part that holds it alone. */
export function linkIn(mail: ReceivedMail, publicUrl: string | URL = ''): string {
  return lineStarting(mail, publicUrl, 'jeton/');
}

/** The link that revokes the mailed one. */
export function revokeLinkIn(mail: ReceivedMail, publicUrl: string | URL = ''): string {
  return lineStarting(mail, publicUrl, 'not-me/');
}

function lineStarting(mail: ReceivedMail, publicUrl: string | URL, path: string): string {
  const base = String(publicUrl);
  const [found, ...others] = mail.lines.filter((line) =>
    base === '' ? /^https?:\/\/\S+$/.test(line) && line.includes(`/${path}`) : line.startsWith(base + path),
  );
  if (found === undefined || others.length > 0)
    throw new Error(`not exactly one ${path} line in:\n${mail.lines.join('\n')}`);
  return found;
}

class Relay implements TestRelay {
  readonly host = '127.0.0.1';
  readonly mails: ReceivedMail[] = [];
  port = 0;
  heard = '';
  #ever = 0;
  #hangs = 0;
  #server: SMTPServer | undefined;
  #behaviour: Behaviour;
  readonly #options: SmtpServerOptions;
  readonly #sockets = new Set<Socket>();
  readonly #news = new EventTarget();

  constructor(options: SmtpServerOptions) {
    this.#options = options;
    this.#behaviour = options.behaviour ?? {};
  }

  get connections(): { ever: number; now: number } {
    return { ever: this.#ever, now: this.#server?.connections.size ?? 0 };
  }

  mailsTo(address: string): readonly ReceivedMail[] {
    return this.mails.filter((mail) => mail.to.includes(address));
  }

  async waitForMail(wanted: Wanted, patienceMs?: number): Promise<ReceivedMail> {
    const is = typeof wanted === 'string' ? (mail: ReceivedMail) => mail.to.includes(wanted) : wanted;
    return await this.#waitFor('the mail has not come', () => this.mails.find(is), patienceMs);
  }

  async waitForHang(): Promise<void> {
    await this.#waitFor('nobody hangs', () => this.#hangs > 0 || undefined);
  }

  async waitForNoConnection(): Promise<void> {
    await this.#waitFor('a connection still stands', () => this.connections.now === 0 || undefined);
  }

  behave(behaviour: Behaviour): void {
    this.#behaviour = behaviour;
  }

  async start(): Promise<void> {
    const server = this.#build();
    this.#server = server;
    server.on('error', () => undefined);
    server.server.on('connection', (socket: Socket) => this.#watch(socket));
    await once(server.listen(this.port, this.host), 'listening');
    this.port = (server.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => server.close(resolve));
    this.#cut();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #build(): SMTPServer {
    const { tls = 'none', certificate, login, smtpUtf8 = true } = this.#options;
    return new SMTPServer({
      name: 'relay.univ.example',
      logger: false,
      disableReverseLookup: true,
      secure: tls === 'tls',
      disabledCommands: [...(tls === 'starttls' ? [] : ['STARTTLS']), ...(login === undefined ? ['AUTH'] : [])],
      ...(certificate === undefined
        ? {}
        : { cert: readFileSync(certificate.certificate), key: readFileSync(certificate.key) }),
      authOptional: login === undefined,
      allowInsecureAuth: true,
      hideSMTPUTF8: !smtpUtf8,
      onConnect: (_, answer) => {
        const { greeting } = this.#behaviour;
        if (greeting === 'hang') void this.#hang();
        else answer(asError(greeting));
      },
      onClose: () => this.#news.dispatchEvent(new Event('news')),
      onAuth: (given, _, answer) => {
        const right = given.username === login?.user && given.password === login?.password;
        const refusal = this.#behaviour.login ?? (right ? undefined : { code: 535, text: '5.7.8 Bad credentials' });
        if (refusal === undefined) answer(null, { user: given.username });
        else answer(asError(refusal));
      },
      onMailFrom: (_, __, answer) => answer(asError(this.#behaviour.sender)),
      onRcptTo: ({ address }, _, answer) => {
        const { recipient } = this.#behaviour;
        answer(asError(typeof recipient === 'function' ? recipient(address) : recipient));
      },
      // A client that dies in the middle of a message hears no answer.
      onData: (stream, session, answer) => void this.#take(stream, session).then(answer, answer),
    });
  }

  async #take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Error | null> {
    const { message } = this.#behaviour;
    const chunks: Buffer[] = [];
    if (message === 'drop') {
      stream.on('error', () => undefined).once('data', () => this.#cut());
      return await NEVER;
    }
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    if (message === 'hang') return await this.#hang();
    if (message !== undefined) return asError(message);
    const raw = Buffer.concat(chunks);
    const parsed = await simpleParser(raw);
    const { mailFrom, rcptTo } = session.envelope;
    this.mails.push({
      from: mailFrom === false ? '' : mailFrom.address,
      to: rcptTo.map(({ address }) => address),
      ...{ raw, parsed, lines: (parsed.text ?? '').split(/\r?\n/) },
      encrypted: session.secure,
      user: session.user as string | undefined,
    });
    this.#news.dispatchEvent(new Event('news'));
    return null;
  }

  #hang(): Promise<never> {
    this.#hangs += 1;
    this.#news.dispatchEvent(new Event('news'));
    return NEVER;
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  #watch(socket: Socket): void {
    this.#ever += 1;
    this.#sockets.add(socket);
    if ((this.#options.tls ?? 'none') === 'none')
      socket.on('data', (chunk: Buffer) => (this.heard += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    // STARTTLS takes this listener away, and `onClose` comes instead.
    socket.once('close', () => {
      this.#sockets.delete(socket);
    });
  }

  async #waitFor<T>(missing: string, look: () => T | undefined, patienceMs = PATIENCE_MS): Promise<T> {
    const signal = AbortSignal.timeout(patienceMs);
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await once(this.#news, 'news', { signal }).catch((error: unknown) => {
        throw new Error(`${missing} within ${patienceMs / 1000} s`, { cause: error });
      });
    }
  }
}

function asError(reply: Reply | undefined): Error | null {
  return reply === undefined ? null : Object.assign(new Error(reply.text), { responseCode: reply.code });
}
