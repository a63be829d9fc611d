import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { AppError } from '../../src/platform/errors.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { CheckLine } from '../../src/systems/directory.ts';
import { findFreePort } from '../support/free-port.ts';
import { mailerFor } from '../support/mailer.ts';
import { startSmtp } from '../support/smtp.ts';
import { createTempFolder } from '../support/temp-folder.ts';
import { createPki } from '../support/pki.ts';

const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const PEM = RSA.export({ type: 'pkcs8', format: 'pem' }).toString();

function dkim(pem: string, domain = 'univ.example') {
  return { domain, selector: 'jeton', key: new Secret(pem) };
}

/** `level what / mend`, without the relay's name. */
function print(lines: readonly CheckLine[]): string[] {
  return lines.map(
    ({ level, what, mend }) =>
      `${level} ${what.replace(/^SMTP relay \S+: /, '')}${mend === undefined ? '' : ` / ${mend}`}`,
  );
}

test('a relay that is as it should be passes, and no mail is sent', async () => {
  await using folder = await createTempFolder();
  const pki = await createPki(folder.path);
  const certificate = await pki.issue('relay');
  const login = { user: 'jeton', password: 'correct-horse' };
  await using relay = await startSmtp({ tls: 'starttls', certificate, login });
  await using mailer = mailerFor(relay, {
    ...{ tls: 'starttls', ca: pki.caPem, dkim: dkim(PEM) },
    login: { user: login.user, password: new Secret(login.password) },
  });
  assert.deepEqual(print(await mailer.check()), [
    'ok connected',
    'ok encrypted (starttls), certificate trusted',
    'ok login accepted',
    'ok mails from univ.example are signed with DKIM for univ.example',
  ]);
  assert.equal(relay.mails.length, 0);
  await relay.waitForNoConnection();
});

test('in clear on this machine is said, and so are missing DKIM and SMTPUTF8', async () => {
  await using relay = await startSmtp({ smtpUtf8: false });
  await using mailer = mailerFor(relay);
  assert.deepEqual(print(await mailer.check()), [
    'ok connected',
    'ok in clear, on this machine',
    'warning does not take addresses with non-ASCII letters before the @ (SMTPUTF8) / Nothing, unless people have such addresses: mails to them are refused.',
    'warning mails from univ.example are not signed with DKIM by Jeton / Set mail.dkim, unless the relay signs them.',
  ]);
});

test('a DKIM domain that is not the sender’s is a warning', async () => {
  await using relay = await startSmtp();
  await using mailer = mailerFor(relay, { dkim: dkim(PEM, 'other.example') });
  assert.match(print(await mailer.check()).at(-1) ?? '', /^warning the DKIM domain other\.example is not/);
});

test('nobody listens', async () => {
  await using mailer = mailerFor({ host: '127.0.0.1', port: await findFreePort() });
  const [line] = print(await mailer.check());
  assert.match(line ?? '', /^failure .*ECONNREFUSED.* \/ Check mail\.smtp\.host and port/);
});

test('no STARTTLS, an unknown authority, TLS on the wrong port, a wrong login: each says what to mend', async () => {
  await using folder = await createTempFolder();
  const pki = await createPki(folder.path);
  const certificate = await pki.issue('relay');
  await using plain = await startSmtp();
  await using wrapped = await startSmtp({ tls: 'tls', certificate });
  await using guarded = await startSmtp({ login: { user: 'jeton', password: 'correct-horse' } });
  const first = async (relay: typeof plain, options: Parameters<typeof mailerFor>[1]): Promise<string> => {
    await using mailer = mailerFor(relay, options);
    return print(await mailer.check())[0] ?? '';
  };
  const login = { user: 'jeton', password: new Secret('wrong-horse') };
  assert.match(await first(plain, { tls: 'starttls' }), /^failure .*STARTTLS.* \/ The relay offers no STARTTLS here/);
  assert.match(await first(wrapped, { tls: 'tls' }), /^failure .*certificate.* \/ .*mail\.smtp\.ca/);
  assert.match(await first(plain, { tls: 'tls' }), /^failure .* \/ The relay does not speak TLS from the first byte/);
  assert.match(await first(guarded, { login }), /^failure .*535.* \/ Check mail\.smtp\.user and mail\.smtp\.password/);
  assert.match(await first(plain, { login }), /^failure .* \/ Check mail\.smtp\.user and mail\.smtp\.password/);
});

test('a check is given up when asked, and its connection is closed', async () => {
  await using relay = await startSmtp({ behaviour: { greeting: 'hang' } });
  await using mailer = mailerFor(relay);
  const giveUp = new AbortController();
  const checking = mailer.check(giveUp.signal);
  await relay.waitForHang();
  giveUp.abort();
  assert.match(print(await checking)[0] ?? '', /^failure ETIMEDOUT: given up before it answered/);
  await relay.waitForNoConnection();
});

test('a key that cannot sign, or a sender that is no address, is refused before any mail is', () => {
  const pem = (key: typeof RSA): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const short = generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey;
  const refused = (detail: RegExp) => (error: unknown) =>
    error instanceof AppError && error.code === 'SETTINGS_INVALID' && detail.test(error.message);
  const relay = { host: '127.0.0.1', port: 25 };
  assert.throws(() => mailerFor(relay, { dkim: dkim('not a key') }), refused(/mail\.dkim\.key: not a private key/));
  assert.throws(() => mailerFor(relay, { dkim: dkim(pem(generateKeyPairSync('ed25519').privateKey)) }), refused(/RSA/));
  assert.throws(() => mailerFor(relay, { dkim: dkim(pem(short)) }), refused(/1024/));
  const from = { name: 'Exemple', address: 'no_reply@univ.example\r\nBcc: mallory@evil.example' };
  assert.throws(() => mailerFor(relay, { from }), refused(/mail\.from\.address/));
});
