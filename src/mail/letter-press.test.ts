import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTransport } from 'nodemailer';
import { MESSAGES, NOW, UNIVERSITY, mailTo } from '../../tests/support/mailer.ts';
import { LANGUAGES } from '../platform/language.ts';
import { type Letter, LetterPress } from './letter-press.ts';
import type { OutgoingMail } from './message.ts';
import { renderMessage } from './render-message.ts';

const MINUTE = 60_000;
const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
let composed = 0;

async function compose(letter: Letter): Promise<string> {
  composed += 1;
  const { message } = await composer.sendMail({
    ...letter,
    envelope: { from: 'a@univ.example', to: ['b@univ.example'] },
  });
  return Buffer.isBuffer(message) ? message.toString('latin1') : '';
}

function draft({ message, language }: OutgoingMail): Letter {
  const rendered = renderMessage({ message, language, institution: UNIVERSITY, promiseMs: 60 * MINUTE, now: NOW });
  return {
    from: { name: 'Université Exemple', address: 'a@univ.example' },
    ...rendered,
    textEncoding: 'quoted-printable',
  };
}

/** Boundaries are drawn by lot. */
function withoutBoundaries(raw: string): string {
  return raw.replaceAll(/--_NmP-[\w-]+/g, 'BOUNDARY');
}

/** As the library writes it by itself. */
async function composeWhole(mail: OutgoingMail, messageId: string): Promise<string> {
  return await compose({ ...draft(mail), to: { name: '', address: mail.to }, messageId, date: new Date(NOW) });
}

for (const language of LANGUAGES) {
  for (const [name, message] of Object.entries(MESSAGES)) {
    test(`a printed letter is, to the byte, what the library writes: ${name}, ${language}`, async () => {
      const press = new LetterPress({ compose, draft });
      // The lines are broken at another place each time.
      for (let length = 0; length < 80; length += 1) {
        const path = `https://univ.example/${'p'.repeat(length)}/`;
        const links = {
          link: `${path}jeton/${'-_A9'.repeat(10)}xyz`,
          revokeLink: `${path}not-me/${'zZ0'.repeat(14)}_`,
        };
        const mail = mailTo('lea@personnel.example', { language, message: { ...message, ...links } });
        const messageId = `<01a1103a-${length}@univ.example>`;
        const printed = await press.print(mail, { to: mail.to, messageId, now: NOW });
        assert.equal(withoutBoundaries(printed), withoutBoundaries(await composeWhole(mail, messageId)));
      }
    });
  }
}

test('letters that differ by their particulars are composed once, and each has its own', async () => {
  const press = new LetterPress({ compose, draft });
  composed = 0;
  const printed = await Promise.all(
    ['a', 'b', 'c'].map((each) => {
      const links = {
        link: `https://u.example/jeton/${each.repeat(43)}`,
        revokeLink: `https://u.example/n/${each.repeat(43)}`,
      };
      const mail = mailTo(`${each}@personnel.example`, { message: { ...MESSAGES.reset, ...links } });
      return press.print(mail, { to: mail.to, messageId: `<${each}@univ.example>`, now: NOW });
    }),
  );
  assert.equal(composed, 1);
  printed.forEach((raw, index) => {
    const own = 'abc'.charAt(index);
    assert.ok(
      raw.includes(`To: ${own}@personnel.example\r\n`) && raw.includes(`Message-ID: <${own}@univ.example>\r\n`),
    );
    const plain = raw.replaceAll('=\r\n', '');
    for (const each of 'abc') assert.equal(plain.includes(each.repeat(43)), each === own);
    assert.doesNotMatch(raw, /place\.invalid|L{43}|R{43}/);
  });
});
