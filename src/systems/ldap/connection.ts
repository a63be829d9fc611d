import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { Client } from 'ldapts';
import { TimeIsUp, until } from '../../platform/deadline.ts';
import { limitAnswers } from './answer-size.ts';
import { refuseCutElements } from './cut-elements.ts';
import type { LdapServer } from './server.ts';
import { openSocket } from './socket.ts';

refuseCutElements();

/**
 * One connection to one server, and never another: ldapts is handed the socket, protected already, and has no way to
 * make a second one. Left to itself it reconnects, after StartTLS in plain text, and after LDAPS unauthenticated.
 */
export class LdapConnection implements Disposable {
  readonly server: LdapServer;
  readonly #client: Client;
  readonly #socket: Socket;
  #underWay = 0;
  #retired = false;

  private constructor(server: LdapServer, socket: Socket, backstopMs: number) {
    this.server = server;
    this.#socket = socket;
    // The URL only has to be one without TLS of its own: the socket is what counts.
    const url = 'ldap://connected.invalid';
    this.#client = new Client({ url, timeout: backstopMs, createConnection: onlyOnce(socket) });
  }

  /** @param backstopMs when an answer that nobody waits for any more counts as a dead connection */
  static async open(
    server: LdapServer,
    { signal, backstopMs }: { signal: AbortSignal; backstopMs: number },
  ): Promise<LdapConnection> {
    return new LdapConnection(server, await openSocket(server, signal), backstopMs);
  }

  /** Whether new requests may be sent here. */
  get isUsable(): boolean {
    return !this.#retired && this.#socket.writable;
  }

  get underWay(): number {
    return this.#underWay;
  }

  /** When the server's certificate ends; undefined without TLS. */
  get certificateEnds(): Date | undefined {
    return this.#socket instanceof TLSSocket ? new Date(this.#socket.getPeerCertificate().valid_to) : undefined;
  }

  onceClosed(heard: () => void): void {
    if (this.#socket.destroyed) heard();
    else this.#socket.once('close', heard);
  }

  /**
   * Sends requests through ldapts; several may be under way at once. Rejects with ldapts' error, or the signal's reason.
   * A connection that let time run out is given no more work.
   */
  async ask<T>(work: (client: Client) => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    this.#underWay += 1;
    const working = work(this.#client).finally(() => {
      this.#underWay -= 1;
      if (this.#retired) this.retire();
    });
    try {
      return await until(working, signal);
    } catch (error) {
      if (error instanceof TimeIsUp) this.retire();
      throw error;
    }
  }

  /** Takes no more work, and closes when what is under way has ended. */
  retire(): void {
    this.#retired = true;
    if (this.#underWay === 0) this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.#retired = true;
    // No unbind first: closing says the same (RFC 4511, 5.3), and a frozen server would never take the farewell.
    this.#socket.destroy();
  }
}

function onlyOnce(socket: Socket): () => Socket {
  let handedOver = false;
  return () => {
    if (handedOver) throw new Error('the connection was lost');
    handedOver = true;
    limitAnswers(socket);
    return socket;
  };
}
