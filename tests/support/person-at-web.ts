import assert from 'node:assert/strict';
import { FormClient, type Response, type Shown, formWith } from '../../src/attacks/form-client.ts';
import { overHttp } from './http-transport.ts';
import type { Installation } from './jeton.ts';
import { until } from './until.ts';

/** A browser before the pages of a running service. */
export interface PersonAtWeb {
  readonly browser: FormClient;
  /** The path of the pages. */
  readonly base: string;
  /** Asks for a link from the request page. */
  request(address: string): Promise<Shown>;
  /** Opens a mailed link and answers the form behind it. */
  open(link: string): Promise<Shown>;
  /** Posts a password in the form that is shown; redirections are not followed. */
  choose(shown: Shown, password: string): Promise<Response>;
  follow(): Promise<Shown>;
}

/** What whoever begins reads while the machine has too much else to do, also with tests. */
const BUSY = /<h1>Le service est très sollicité<\/h1>/;
const PATIENCE_MS = 60_000;

/** Comes back, as the page says, for as long as people who begin are put off. */
async function untilServed(ask: () => Promise<Shown>): Promise<Shown> {
  const look = async (): Promise<Shown | undefined> => {
    const shown = await ask();
    return BUSY.test(shown.body) ? undefined : shown;
  };
  return await until(look, { missing: 'the service is very busy all the time', patienceMs: PATIENCE_MS, lookMs: 200 });
}

/** @param origin where the pages are asked for; the public address unless said */
export function personAtWeb({ publicUrl }: Installation, origin: () => string = () => publicUrl): PersonAtWeb {
  const browser = new FormClient((request) => overHttp(origin())(request));
  const base = new URL(publicUrl).pathname;
  return {
    ...{ browser, base },
    async request(address) {
      const form = formWith(await untilServed(() => browser.open(base)), 'email');
      return await untilServed(() => browser.submit(form, { email: address }));
    },
    async open(link) {
      const shown = await browser.open(new URL(link).pathname);
      assert.equal(shown.status, 200, shown.body);
      return shown;
    },
    async choose(shown, password) {
      const { action, fields } = formWith(shown, 'password');
      const filled = [...new Map([...fields, ['password', password], ['confirmation', password]])];
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return await browser.send('POST', action, { headers, body: new URLSearchParams(filled).toString() });
    },
    follow: () => browser.open(`${base}follow`),
  };
}
