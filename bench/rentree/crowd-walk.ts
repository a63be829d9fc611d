import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'ldapts';
import type { Bed } from '../bed.ts';
import { HttpConnection } from '../http-connection.ts';
import { textOfMail } from '../mail-text.ts';
import type { Walker } from '../people.ts';
import type { Steps } from '../products/product.ts';
import type { Diary } from './diary.ts';

/** How long a person waits before they try again, in milliseconds. */
const AGAIN_MS = 1000;

interface Around {
  readonly bed: Bed;
  readonly origin: URL;
  readonly steps: Steps;
  readonly diary: Diary;
}

/** People who walk one after the other, over one connection, and try again where something goes wrong. */
export class CrowdWalk {
  readonly #around: Around;
  #http: HttpConnection;

  constructor(around: Around) {
    this.#around = around;
    this.#http = new HttpConnection(around.origin);
  }

  /** @returns once the page has said that the password is accepted, or the directory shows it */
  async walk(walker: Walker, password: string): Promise<void> {
    const { diary } = this.#around;
    const began = diary.now;
    while (!(await this.#tryOnce(walker, password)));
    diary.done.push({ at: diary.now, took: diary.now - began });
  }

  /** From the request to the end; false when the link turns out to be dead and it must be begun anew. */
  async #tryOnce({ address, dn }: Walker, password: string): Promise<boolean> {
    const { steps, bed } = this.#around;
    await this.#persist(async () => {
      const form = await steps.form(this.#http, '');
      await steps.request(this.#http, { form, address, headers: '' });
    });
    const link = steps.linkIn(textOfMail(await this.#persist(() => bed.sink.boxes.next(address))));
    for (;;) {
      try {
        await steps.choose(this.#http, { link, password, headers: '' });
        return true;
      } catch (error) {
        if (String(error).includes('410')) return await opens(bed.slapd.urls.ldap, dn, password);
        await this.#rest();
      }
    }
  }

  /** Tries until it succeeds. */
  async #persist<T>(step: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await step();
      } catch {
        await this.#rest();
      }
    }
  }

  async #rest(): Promise<void> {
    this.#around.diary.retries += 1;
    this.close();
    this.#http = new HttpConnection(this.#around.origin);
    await pause(AGAIN_MS);
  }

  close(): void {
    this.#http.close();
  }
}

/** Whether this password opens the account. */
export async function opens(url: string, dn: string, password: string): Promise<boolean> {
  const client = new Client({ url });
  try {
    await client.bind(dn, password);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidCredentialsError') return false;
    throw error;
  } finally {
    await client.unbind();
  }
}
