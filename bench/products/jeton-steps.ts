import { type Answer, cookiesOf, locationOf } from '../http-connection.ts';
import type { Steps } from './product.ts';

/** A browser's way through Jeton: redirections are followed, cookies come along. */
export function jetonSteps(publicUrl: URL): Steps {
  const base = publicUrl.pathname;
  return {
    async form(connection, headers) {
      const page = expect(200, await connection.send(base, { headers }));
      if (!page.body.includes('name="email"')) throw new Error('no request form');
      return cookiesOf(page);
    },
    async request(connection, { form, address, headers }) {
      const sent = await connection.send(base, { headers: headers + form, form: { email: address } });
      expect(200, sent);
    },
    linkIn(text) {
      const link = text.split(/\r?\n/).find((line) => line.startsWith(`${publicUrl.href}jeton/`));
      if (link === undefined) throw new Error('no link in the mail');
      return link;
    },
    async choose(connection, { link, password, headers }) {
      const opened = expect(303, await connection.send(link, { headers }));
      const session = headers + cookiesOf(opened);
      const page = expect(200, await connection.send(locationOf(opened) ?? '', { headers: session }));
      const form = { ...hiddenFieldsOf(page), password, confirmation: password };
      const chosen = expect(303, await connection.send(`${base}password`, { headers: session, form }));
      expect(200, await connection.send(locationOf(chosen) ?? '', { headers: headers + cookiesOf(chosen) }));
    },
  };
}

function expect(status: number, answer: Answer): Answer {
  if (answer.status === status) return answer;
  const title = /<h1[^>]*>(.*?)<\/h1>/s.exec(answer.body)?.[1];
  throw new Error(`${answer.status} instead of ${status}${title === undefined ? '' : `: ${title}`}`);
}

function hiddenFieldsOf({ body }: Answer): Record<string, string> {
  const inputs = body.match(/<input\b[^>]*type="hidden"[^>]*>/g) ?? [];
  return Object.fromEntries(inputs.map((input) => [attribute(input, 'name'), attribute(input, 'value')]));
}

function attribute(tag: string, name: string): string {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
}
