import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Mailed } from '../../src/mail/message.ts';
import { Secret } from '../../src/platform/secret.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { createPki } from '../support/pki.ts';
import { mailTo, mailerFor } from '../support/mailer.ts';
import { type Behaviour, startSmtp } from '../support/smtp.ts';

const LEA = 'lea.dupont@personnel.example';
const LOGIN = { user: 'jeton', password: 'correct-horse' };
const soon = (): AbortSignal => AbortSignal.timeout(20_000);

const detailOf = (mailed: Mailed): string => ('detail' in mailed ? mailed.detail : '');

interface Case {
  readonly when: string;
  readonly behaviour: Behaviour;
  readonly kind: Mailed['kind'];
  readonly detail: RegExp;
}

const CASES: readonly Case[] = [
  {
    when: 'the mailbox does not exist',
    behaviour: { recipient: { code: 550, text: '5.1.1 No such user' } },
    ...{ kind: 'refused', detail: /550 5\.1\.1 No such user/ },
  },
  {
    when: 'the mailbox does not exist, without an enhanced code',
    behaviour: { recipient: { code: 550, text: 'Mailbox unavailable' } },
    ...{ kind: 'refused', detail: /550 Mailbox unavailable/ },
  },
  {
    when: 'the mailbox is refused after the message',
    behaviour: { message: { code: 550, text: '5.1.1 unknown user' } },
    ...{ kind: 'refused', detail: /550 5\.1\.1/ },
  },
  {
    when: 'the recipient is greylisted',
    behaviour: { recipient: { code: 451, text: '4.7.1 Greylisted, try again' } },
    ...{ kind: 'deferred', detail: /451 4\.7\.1/ },
  },
  {
    when: 'relaying is denied',
    behaviour: { recipient: { code: 554, text: '5.7.1 Relay access denied' } },
    ...{ kind: 'later', detail: /Relay access denied/ },
  },
  {
    when: 'relaying is denied, without an enhanced code',
    behaviour: { recipient: { code: 550, text: 'relaying not permitted' } },
    ...{ kind: 'later', detail: /relaying not permitted/ },
  },
  {
    when: 'the sender is refused',
    behaviour: { sender: { code: 550, text: '5.1.8 Sender rejected' } },
    ...{ kind: 'later', detail: /MAIL FROM: 550 5\.1\.8/ },
  },
  {
    when: 'the content is refused',
    behaviour: { message: { code: 554, text: '5.7.1 Message looks like spam' } },
    ...{ kind: 'later', detail: /looks like spam/ },
  },
  {
    when: 'the disk of the relay is full',
    behaviour: { message: { code: 452, text: '4.3.1 Insufficient system storage' } },
    ...{ kind: 'later', detail: /452 4\.3\.1/ },
  },
  {
    when: 'the relay turns the connection away',
    behaviour: { greeting: { code: 554, text: 'No service for you' } },
    ...{ kind: 'later', detail: /554 No service/ },
  },
  {
    when: 'the connection is cut in the middle of the message',
    behaviour: { message: 'drop' },
    ...{ kind: 'later', detail: /clos|ECONN/i },
  },
];

for (const { when, behaviour, kind, detail } of CASES) {
  test(`${kind} when ${when}; the next mail goes through`, async () => {
    await using relay = await startSmtp({ behaviour });
    await using mailer = mailerFor(relay);
    const mailed = await mailer.send(mailTo(LEA), soon());
    assert.equal(mailed.kind, kind, detailOf(mailed));
    assert.match(detailOf(mailed), detail);
    relay.behave({});
    assert.deepEqual(await mailer.send(mailTo(LEA), soon()), { kind: 'done' });
    assert.equal(relay.mails.length, 1);
  });
}

test('what the relay repeats of the recipient, of a link or of a token is not in the detail', async () => {
  const text = `5.1.1 <${LEA}>: no lea.dupont here, see https://relay.example/why?${'t'.repeat(43)} ${'A'.repeat(43)}`;
  await using relay = await startSmtp({ behaviour: { recipient: { code: 550, text } } });
  await using mailer = mailerFor(relay);
  const detail = detailOf(await mailer.send(mailTo(LEA), soon()));
  assert.match(detail, /550 5\.1\.1/);
  assert.doesNotMatch(detail, /lea|dupont|personnel|https|tttt|AAAA/i);
});

for (const when of ['greeting', 'message'] as const) {
  test(`later when the relay falls silent at the ${when}, as soon as the signal says so, and the connection is closed`, async () => {
    await using relay = await startSmtp({ behaviour: { [when]: 'hang' } });
    await using mailer = mailerFor(relay);
    const giveUp = new AbortController();
    const sending = mailer.send(mailTo(LEA), giveUp.signal);
    await relay.waitForHang();
    giveUp.abort();
    assert.deepEqual(await sending, { kind: 'later', detail: 'gave up waiting for the relay' });
    await relay.waitForNoConnection();
    relay.behave({});
    assert.deepEqual(await mailer.send(mailTo(LEA), soon()), { kind: 'done' });
  });
}

test('later by its own patience when the relay never greets', async () => {
  await using relay = await startSmtp({ behaviour: { greeting: 'hang' } });
  await using mailer = mailerFor(relay, { timeouts: { connectMs: 200, greetingMs: 200, silenceMs: 200 } });
  const mailed = await mailer.send(mailTo(LEA), soon());
  assert.equal(mailed.kind, 'later');
  assert.match(detailOf(mailed), /ETIMEDOUT/);
  await relay.waitForNoConnection();
});

test('a signal that is aborted already sends nothing', async () => {
  await using relay = await startSmtp();
  await using mailer = mailerFor(relay);
  assert.equal((await mailer.send(mailTo(LEA), AbortSignal.abort())).kind, 'later');
  assert.equal((await mailer.send(mailTo('léa@personnel.example'), AbortSignal.abort())).kind, 'later');
  assert.equal(relay.mails.length, 0);
});

test('a relay that restarts gets the next mails over a new connection', async () => {
  await using relay = await startSmtp();
  await using mailer = mailerFor(relay);
  assert.equal((await mailer.send(mailTo(LEA), soon())).kind, 'done');
  await relay.stop();
  const mailed = await mailer.send(mailTo(LEA), soon());
  assert.equal(mailed.kind, 'later');
  assert.match(detailOf(mailed), /ECONNREFUSED/);
  await relay.start();
  assert.equal((await mailer.send(mailTo(LEA), soon())).kind, 'done');
  assert.equal(relay.mails.length, 2);
});

test('a kept connection that the relay has closed meanwhile costs nothing: the mail goes over another', async () => {
  await using relay = await startSmtp();
  await using mailer = mailerFor(relay);
  assert.equal((await mailer.send(mailTo(LEA), soon())).kind, 'done');
  await relay.stop();
  await relay.start();
  assert.equal((await mailer.send(mailTo(LEA), soon())).kind, 'done');
});

test('what is under way when the mailer ends is for later', async () => {
  await using relay = await startSmtp({ behaviour: { message: 'hang' } });
  const mailer = mailerFor(relay);
  const sending = mailer.send(mailTo(LEA), soon());
  await relay.waitForHang();
  await mailer[Symbol.asyncDispose]();
  assert.equal((await sending).kind, 'later');
  assert.equal((await mailer.send(mailTo(LEA), soon())).kind, 'later');
  await relay.waitForNoConnection();
});

test('with starttls nothing of the mail goes in clear to a relay that does not offer it', async () => {
  await using relay = await startSmtp({ tls: 'none' });
  await using mailer = mailerFor(relay, { tls: 'starttls', login: { user: 'jeton', password: new Secret('sesame') } });
  const mailed = await mailer.send(mailTo(LEA), soon());
  assert.equal(mailed.kind, 'later');
  assert.match(detailOf(mailed), /STARTTLS/i);
  assert.match(relay.heard, /^EHLO /);
  assert.doesNotMatch(relay.heard, /MAIL FROM|RCPT TO|DATA|AUTH|personnel|jeton\//);
});

for (const tls of ['starttls', 'tls'] as const) {
  test(`with ${tls} a mail is encrypted and logged in, and goes nowhere when the authority is unknown`, async () => {
    await using folder = await createTempFolder();
    const pki = await createPki(folder.path);
    const certificate = await pki.issue('relay');
    await using relay = await startSmtp({ tls, certificate, login: LOGIN });
    const login = { user: LOGIN.user, password: new Secret(LOGIN.password) };
    await using mailer = mailerFor(relay, { tls, ca: pki.caPem, login });
    assert.deepEqual(await mailer.send(mailTo(LEA), soon()), { kind: 'done' });
    assert.deepEqual([relay.mails[0]?.encrypted, relay.mails[0]?.user], [true, LOGIN.user]);

    await using distrustful = mailerFor(relay, { tls, login });
    const mailed = await distrustful.send(mailTo(LEA), soon());
    assert.equal(mailed.kind, 'later');
    assert.match(detailOf(mailed), /certificate/);
    assert.equal(relay.mails.length, 1);
  });
}

test('a certificate made out to another host is not accepted', async () => {
  await using folder = await createTempFolder();
  const pki = await createPki(folder.path);
  const certificate = await pki.issue('relay', ['DNS:other.example']);
  await using relay = await startSmtp({ tls: 'starttls', certificate });
  await using mailer = mailerFor(relay, { tls: 'starttls', ca: pki.caPem });
  const mailed = await mailer.send(mailTo(LEA), soon());
  assert.equal(mailed.kind, 'later');
  assert.match(detailOf(mailed), /altnames|certificate/);
});

test('a wrong login is for later, and the password is in no detail', async () => {
  await using relay = await startSmtp({ login: LOGIN });
  await using mailer = mailerFor(relay, { login: { user: 'jeton', password: new Secret('wrong-horse') } });
  const mailed = await mailer.send(mailTo(LEA), soon());
  assert.equal(mailed.kind, 'later');
  assert.match(detailOf(mailed), /EAUTH.*535/);
  assert.doesNotMatch(detailOf(mailed), /horse/);
  await relay.waitForNoConnection();
});

test('a relay that asks for a login which is not set is for later, not the recipient’s fault', async () => {
  await using relay = await startSmtp({ login: LOGIN });
  await using mailer = mailerFor(relay);
  const mailed = await mailer.send(mailTo(LEA), soon());
  assert.equal(mailed.kind, 'later');
  assert.match(detailOf(mailed), /530/);
});

test('a relay that no longer offers a login is not used without one', async () => {
  await using relay = await startSmtp();
  await using mailer = mailerFor(relay, { login: { user: 'jeton', password: new Secret('correct-horse') } });
  assert.equal((await mailer.send(mailTo(LEA), soon())).kind, 'later');
  assert.equal(relay.mails.length, 0);
});
