import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linksIn } from './mail.ts';

/** Both parts, as a multipart message holds them (RFC 2046, 5.1); the link is broken softly before two hyphens. */
const RAW = [
  'To: camille@courriel.test',
  'Content-Type: multipart/alternative; boundary="--_NmP-1"',
  '',
  '----_NmP-1',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  'Voici votre lien=C2=A0:',
  'https://www.univ.example/jeton/SexU3e=',
  '--5pJ9o6',
  '----_NmP-1',
  'Content-Type: text/html; charset=utf-8',
  '',
  'https://www.univ.example/html',
  '----_NmP-1--',
];

for (const [what, end] of [
  ['CRLF', '\r\n'],
  ['LF', '\n'],
] as const) {
  test(`a link is read whole, whatever it begins with after a soft break, in lines that end in ${what}`, () => {
    const mail = { recipients: ['camille@courriel.test'], raw: RAW.join(end) };
    assert.deepEqual(linksIn(mail), ['https://www.univ.example/jeton/SexU3e--5pJ9o6']);
  });
}

test('a mail of a single part is read to its end', () => {
  const raw =
    'To: camille@courriel.test\r\n\r\nhttps://www.univ.example/jeton/a\r\n--\r\nhttps://www.univ.example/not-me/b\r\n';
  assert.equal(linksIn({ recipients: [], raw }).length, 2);
});
