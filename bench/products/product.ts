import type { Bed } from '../bed.ts';
import type { HttpConnection } from '../http-connection.ts';

/** How a person's browser gets through the procedure of one product. Each step rejects when it is not answered as it should be. */
export interface Steps {
  /** GET of the request form. @returns what the next step needs of it */
  form(connection: HttpConnection, headers: string): Promise<string>;
  /** The address is posted; resolves when the answer says that a mail is on its way. */
  request(connection: HttpConnection, posted: Posted): Promise<void>;
  /** The link in a mail's text. */
  linkIn(text: string): string;
  /** The link is opened and a password chosen; resolves when the page says that it was accepted. */
  choose(connection: HttpConnection, chosen: Chosen): Promise<void>;
}

export interface Posted {
  /** What {@link Steps.form} has answered. */
  readonly form: string;
  readonly address: string;
  readonly headers: string;
}

export interface Chosen {
  readonly link: string;
  readonly password: string;
  readonly headers: string;
}

/** A server under test. */
export interface RunningProduct extends AsyncDisposable {
  readonly origin: URL;
  /** Its processes, without their descendants. */
  readonly pids: readonly number[];
  readonly steps: Steps;
  /** From the command to the first page answered, in milliseconds. */
  readonly startMs: number;
}

export interface Product {
  readonly name: string;
  /** How many mails one cycle leads to. */
  readonly mailsPerCycle: number;
  start(bed: Bed): Promise<RunningProduct>;
}
