import assert from 'node:assert/strict';
import { FormClient, type Response, type Shown, formWith } from './form-client.ts';
import { overHttp } from './http-transport.ts';
import type { Installation } from './jeton.ts';

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

/** @param origin where the pages are asked for; the public address unless said */
export function personAtWeb({ publicUrl }: Installation, origin: () => string = () => publicUrl): PersonAtWeb {
  const browser = new FormClient((request) => overHttp(origin())(request));
  const base = new URL(publicUrl).pathname;
  return {
    ...{ browser, base },
    async request(address) {
      return await browser.submit(formWith(await browser.open(base), 'email'), { email: address });
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
