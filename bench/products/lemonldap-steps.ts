import type { Answer } from '../http-connection.ts';
import type { Steps } from './product.ts';

/** The portal's numbers for "a mail was sent" and "the password was changed". */
const SENT = ['72'];
const CHANGED = ['35', '46'];

/** A browser's way through the portal of LemonLDAP::NG 2.16; each form carries a token of its own. */
export function lemonldapSteps(): Steps {
  return {
    async form(connection, headers) {
      return fieldOf(await connection.send('/resetpwd', { headers }), 'token');
    },
    async request(connection, { form, address, headers }) {
      const fields = { mail: address, token: form, skin: 'bootstrap' };
      expect(SENT, await connection.send('/resetpwd', { headers, form: fields }));
    },
    linkIn(text) {
      const link = (text.match(/https?:\/\/[^\s"'<>]+/g) ?? []).find((each) => each.includes('mail_token='));
      if (link === undefined) throw new Error('no link in the mail');
      return link.replaceAll('&amp;', '&');
    },
    async choose(connection, { link, password, headers }) {
      const page = await connection.send(link, { headers });
      const tokens = { token: fieldOf(page, 'token'), mail_token: fieldOf(page, 'mail_token') };
      const form = { ...tokens, newpassword: password, confirmpassword: password, skin: 'bootstrap' };
      expect(CHANGED, await connection.send('/resetpwd', { headers, form }));
    },
  };
}

function expect(codes: readonly string[], { status, body }: Answer): void {
  const code = /trmsg="(\d+)"/.exec(body)?.[1] ?? 'none';
  if (status !== 200 || !codes.includes(code)) throw new Error(`status ${status}, message ${code}`);
}

function fieldOf({ body }: Answer, name: string): string {
  const value = new RegExp(`<input[^>]*name="${name}"[^>]*value="([^"]*)"`).exec(body)?.[1];
  if (value === undefined) throw new Error(`no field ${name}`);
  return value;
}
