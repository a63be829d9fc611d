import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutgoingMail } from '../../src/mail/message.ts';
import type { SmtpOptions } from '../../src/mail/smtp-options.ts';
import { LANGUAGES } from '../../src/platform/language.ts';
import { LINK, MESSAGES, NOW, PUBLIC_URL, REVOKE_LINK, mailTo, mailerFor } from '../support/mailer.ts';
import { UNIVERSITY } from '../support/university.ts';
import { type ReceivedMail, linkIn, revokeLinkIn, startSmtp } from '../support/smtp.ts';

async function sendOne(mail: OutgoingMail, options: Partial<SmtpOptions> = {}): Promise<ReceivedMail> {
  await using relay = await startSmtp();
  await using mailer = mailerFor(relay, options);
  assert.deepEqual(await mailer.send(mail, AbortSignal.timeout(10_000)), { kind: 'done' });
  assert.equal(relay.mails.length, 1);
  return await relay.waitForMail(() => true);
}

/** Header lines as they stand, folded ones joined. */
function headersOf({ raw }: ReceivedMail): string[] {
  const head = raw.toString('utf8').split('\r\n\r\n', 1)[0] ?? '';
  return head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
}

function header(mail: ReceivedMail, name: string): string[] {
  const start = `${name.toLowerCase()}:`;
  return headersOf(mail)
    .filter((line) => line.toLowerCase().startsWith(start))
    .map((line) => line.slice(start.length).trim());
}

for (const language of LANGUAGES) {
  for (const [name, message] of Object.entries(MESSAGES)) {
    test(`the relay gets a text and an HTML part: ${name}, ${language}`, async () => {
      const mail = await sendOne(mailTo('lea@personnel.example', { language, message }));
      assert.match(header(mail, 'content-type').join(), /^multipart\/alternative;/);
      assert.match(mail.raw.toString('latin1'), /Content-Type: text\/plain[^]*Content-Type: text\/html/);
      assert.ok(mail.lines.length > 5);
      assert.match(mail.parsed.html || '', new RegExp(`<html lang="${language}" `));
      assert.deepEqual(header(mail, 'content-language'), [language]);
    });
  }
}

test('one of each header that must be there once, and nothing that must not', async () => {
  const mail = await sendOne(mailTo('lea@personnel.example'));
  for (const name of ['from', 'to', 'date', 'message-id', 'subject', 'mime-version', 'auto-submitted']) {
    assert.equal(header(mail, name).length, 1, name);
  }
  for (const name of ['bcc', 'cc', 'reply-to', 'sender', 'x-mailer', 'list-unsubscribe']) {
    assert.deepEqual(header(mail, name), [], name);
  }
  assert.deepEqual(header(mail, 'auto-submitted'), ['auto-generated']);
  assert.deepEqual(header(mail, 'message-id'), ['<01k-mail@univ.example>']);
  assert.equal(mail.parsed.date?.getTime(), NOW);
  assert.equal(mail.parsed.from?.value[0]?.name, 'Université Exemple');
  assert.equal(mail.from, 'no_reply@univ.example');
});

test('every line ends in CRLF and holds at most 998 octets, all of them ASCII', async () => {
  const long = `${PUBLIC_URL}${'chemin/'.repeat(60)}jeton/${'A'.repeat(43)}`;
  const { raw } = await sendOne(mailTo('lea@personnel.example', { message: { ...MESSAGES.reset, link: long } }));
  const text = raw.toString('latin1');
  assert.doesNotMatch(text, /[^\r]\n|\r[^\n]/);
  assert.ok(text.split('\r\n').every((line) => line.length <= 998));
  assert.ok(raw.every((octet) => octet < 0x80));
});

test('the link stands alone on its line once decoded, however long the public address', async () => {
  const publicUrl = `https://www-atu.univ.example/${'un-chemin-assez-long/'.repeat(12)}`;
  const link = `${publicUrl}jeton/${'-_A9'.repeat(10)}xyz`;
  for (const language of LANGUAGES) {
    const message = { ...MESSAGES.reset, link, revokeLink: `${publicUrl}not-me/${'B'.repeat(43)}` };
    const mail = await sendOne(mailTo('lea@personnel.example', { language, message }));
    assert.equal(linkIn(mail, publicUrl), link);
    assert.equal(linkIn(mail), link);
    assert.equal(revokeLinkIn(mail, publicUrl), message.revokeLink);
    const [before, after] = [mail.lines.indexOf(link) - 1, mail.lines.indexOf(link) + 1];
    assert.deepEqual([mail.lines[before], mail.lines[after]], ['', '']);
  }
});

test('links in the HTML part are the ones of the text part, and nothing else is loaded', async () => {
  const { parsed } = await sendOne(mailTo('lea@personnel.example'));
  const html = parsed.html || '';
  const targets = [...html.matchAll(/(?:href|src|url|action)\s*[=(]\s*"?([^"\s)>]+)/gi)].map((match) => match[1]);
  assert.deepEqual(new Set(targets), new Set([LINK, REVOKE_LINK, 'mailto:assistance@univ.example']));
  assert.doesNotMatch(html, /<(?:img|script|link|iframe|form|video|object)\b|@import|url\(/i);
});

const EXACT = [
  "jean.o'neil+jeton@personnel.example",
  'Lea.DUPONT@Personnel.EXAMPLE',
  '{a}|b/c=d?e^f`g~h!#$%&*@sub.personnel.example',
  `${'l'.repeat(64)}@${'d'.repeat(60)}.${'e'.repeat(60)}.example`,
];
for (const address of EXACT) {
  test(`the envelope and To hold the stored address, octet by octet: ${address}`, async () => {
    const mail = await sendOne(mailTo(address));
    assert.deepEqual(mail.to, [address]);
    assert.deepEqual(header(mail, 'to'), [address]);
  });
}

test('an international domain travels in its ASCII form', async () => {
  const mail = await sendOne(mailTo('lea@université.example'));
  assert.deepEqual(header(mail, 'to'), ['lea@xn--universit-j4a.example']);
});

test('an address with letters beyond ASCII is sent through a relay that takes it', async () => {
  const mail = await sendOne(mailTo('léa@personnel.example'));
  assert.deepEqual(mail.to, ['léa@personnel.example']);
  assert.deepEqual(header(mail, 'to'), ['léa@personnel.example']);
});

test('an address with letters beyond ASCII is refused where the relay cannot take it, and no mail is tried', async () => {
  await using relay = await startSmtp({ smtpUtf8: false });
  await using mailer = mailerFor(relay);
  const outcome = await mailer.send(mailTo('léa@personnel.example'), AbortSignal.timeout(10_000));
  assert.equal(outcome.kind, 'refused');
  assert.match('detail' in outcome ? outcome.detail : '', /SMTPUTF8/);
  assert.doesNotMatch(relay.heard, /MAIL FROM/);
});

const HOSTILE = [
  'lea@personnel.example\r\nBcc: mallory@evil.example',
  'lea@personnel.example>\r\nRCPT TO:<mallory@evil.example',
  'lea@personnel.example,mallory@evil.example',
  'lea@personnel.example;mallory@evil.example',
  '"mallory@evil.example y"@personnel.example',
  'lea@personnel.example(x)evil.example',
  'Lea <lea@personnel.example>',
  'group:lea@personnel.example,mallory@evil.example;',
  'lea@personnel.example\u2028Bcc: mallory@evil.example',
  '@evil.example:lea@personnel.example',
  'group:('.repeat(9000),
];
test('what is not exactly one plain mailbox is refused before a connection is made', async () => {
  await using relay = await startSmtp();
  await using mailer = mailerFor(relay);
  for (const address of HOSTILE) {
    const outcome = await mailer.send(mailTo(address), AbortSignal.timeout(10_000));
    assert.equal(outcome.kind, 'refused', address.slice(0, 60));
    assert.ok('detail' in outcome && !outcome.detail.includes('mallory'));
  }
  assert.equal(relay.connections.ever, 0);
});

test('line breaks and markup in names that settings give make no header, no line and no element', async () => {
  const name = 'Exemple\r\nBcc: mallory@evil.example\r\n\r\n<img src=x onerror=alert(1)>${7*7}{{7*7}}';
  const mail = await sendOne(
    mailTo('lea@personnel.example', {
      message: { ...MESSAGES.lateApplications, applications: [name, '</li><script>x</script>\nhttps://evil.example/'] },
    }),
    { institution: { ...UNIVERSITY, name }, from: { name, address: 'no_reply@univ.example' } },
  );
  assert.deepEqual(header(mail, 'bcc'), []);
  assert.equal(header(mail, 'to').length, 1);
  assert.deepEqual(mail.to, ['lea@personnel.example']);
  assert.doesNotMatch(mail.parsed.html || '', /<img|<script|49/);
  assert.ok(mail.lines.every((line) => !/^\s*(?:Bcc|https:\/\/evil)/.test(line)));
  assert.ok(mail.lines.some((line) => line.includes('${7*7}{{7*7}}')));
});

test('a repetition has the same Message-ID and says the same, another mail has another', async () => {
  await using relay = await startSmtp();
  await using mailer = mailerFor(relay);
  for (const id of ['01k-a', '01k-a', '01k-b', 'ce n’est pas un atome>']) {
    await mailer.send(mailTo('lea@personnel.example', { id }), AbortSignal.timeout(10_000));
  }
  const [first, again, other, odd] = relay.mails.map((mail) => mail.parsed.messageId);
  assert.equal(first, again);
  assert.notEqual(first, other);
  assert.match(odd ?? '', /^<[0-9a-f]{64}@univ\.example>$/);
  assert.deepEqual(relay.mails[0]?.lines, relay.mails[1]?.lines);
});

test('fifty mails at once arrive, each to its own recipient, over at most ten connections', async () => {
  await using relay = await startSmtp();
  await using mailer = mailerFor(relay);
  const people = Array.from({ length: 50 }, (_, index) => `personne${index}@personnel.example`);
  const linkOf = (to: string) => `${PUBLIC_URL}jeton/${(to.split('@', 1)[0] ?? '').padEnd(43, '_')}`;
  const send = (to: string) => {
    const message = { ...MESSAGES.reset, link: linkOf(to) };
    return mailer.send(mailTo(to, { id: to, message }), AbortSignal.timeout(30_000));
  };
  const outcomes = await Promise.all(people.map(send));
  assert.ok(outcomes.every(({ kind }) => kind === 'done'));
  assert.ok(relay.connections.ever <= 10);
  for (const to of people) {
    const [mail, ...more] = relay.mailsTo(to);
    assert.ok(mail !== undefined && more.length === 0);
    assert.deepEqual(mail.to, [to]);
    assert.equal(linkIn(mail, PUBLIC_URL), linkOf(to));
  }
});
