import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTransport } from 'nodemailer';
import { MESSAGES, NOW, mailTo } from '../../tests/support/mailer.ts';
import { UNIVERSITY } from '../../tests/support/university.ts';
import { LANGUAGES } from '../platform/language.ts';
import { type Letter, LetterPress, type Told } from './letter-press.ts';
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

function draft(told: Told): Letter {
  const rendered = renderMessage({ ...told, institution: UNIVERSITY, promiseMs: 60 * MINUTE });
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
  return await compose({
    ...draft({ ...mail, now: NOW }),
    to: { name: '', address: mail.to },
    messageId,
    date: new Date(NOW),
  });
}

/** The lines are broken at another place each time: at every one in French. */
const LENGTHS = Array.from({ length: 80 }, (_, length) => length);

for (const language of LANGUAGES) {
  const lengths = LENGTHS.filter((length) => language === 'fr' || length % 7 === 0);
  for (const [name, message] of Object.entries(MESSAGES)) {
    test(`a printed letter is, to the byte, what the library writes: ${name}, ${language}`, async () => {
      const press = new LetterPress({ compose, draft });
      for (const length of lengths) {
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

test('a letter that leaves a minute later tells what is true then', async () => {
  const press = new LetterPress({ compose, draft });
  const expiresAt = NOW + 40 * MINUTE;
  const mail = mailTo('lea@personnel.example', { message: { ...MESSAGES.reset, expiresAt } });
  const print = async (now: number) => {
    const raw = await press.print(mail, { to: mail.to, messageId: '<a@univ.example>', now });
    return raw.replaceAll('=\r\n', '');
  };
  assert.match(await print(NOW), /40=C2=A0minutes/);
  assert.match(await print(NOW + MINUTE), /39=C2=A0minutes/);
  assert.match(await print(NOW), /40=C2=A0minutes/);
});
