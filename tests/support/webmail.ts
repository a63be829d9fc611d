import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ReceivedMail } from './smtp.ts';

/** A page of another site on which a person reads a mail, as in their webmail. */
export interface Webmail extends AsyncDisposable {
  readonly url: string;
}

/**
 * Shows the HTML part of one mail. It is reached as `localhost`, and Jeton as `127.0.0.1`: to a browser these are two
 * sites, so the click on the link comes from elsewhere, as it does from any webmail.
 */
export async function openWebmail(mail: ReceivedMail): Promise<Webmail> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(mail.parsed.html);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
