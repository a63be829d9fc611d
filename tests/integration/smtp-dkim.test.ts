import assert from 'node:assert/strict';
import { type KeyObject, createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { LANGUAGES } from '../../src/platform/language.ts';
import { Secret } from '../../src/platform/secret.ts';
import { MESSAGES, mailTo, mailerFor } from '../support/mailer.ts';
import { startSmtp } from '../support/smtp.ts';

interface Signed {
  readonly tags: ReadonlyMap<string, string>;
  readonly bodyIsIntact: boolean;
  readonly signatureIsGood: boolean;
}

/** RFC 6376, 3.4.2: the name in small letters, lines joined, runs of white space made one space. */
function relaxedHeader(line: string): string {
  const colon = line.indexOf(':');
  const value = line
    .slice(colon + 1)
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim();
  return `${line.slice(0, colon).trim().toLowerCase()}:${value}`;
}

/** RFC 6376, 3.4.4: runs of white space made one space, none at the end of lines, one CRLF at the end. */
function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''));
  return `${lines.join('\r\n').replace(/(?:\r\n)+$/, '')}\r\n`;
}

/** Verifies the one signature of a message as a receiving server would. */
function verify(raw: Buffer, key: KeyObject): Signed {
  const message = raw.toString('latin1');
  const end = message.indexOf('\r\n\r\n');
  const headers = message.slice(0, end).split(/\r\n(?![ \t])/);
  const signatures = headers.filter((line) => /^dkim-signature:/i.test(line));
  assert.equal(signatures.length, 1);
  const signature = relaxedHeader(signatures[0] ?? '');
  const tags = new Map(
    signature
      .slice(signature.indexOf(':') + 1)
      .split(';')
      .map((tag) => [tag.slice(0, tag.indexOf('=')).trim(), tag.slice(tag.indexOf('=') + 1).replace(/\s/g, '')]),
  );
  const bodyHash = createHash('sha256')
    .update(relaxedBody(message.slice(end + 4)), 'latin1')
    .digest('base64');
  const verifier = createVerify('RSA-SHA256');
  for (const name of (tags.get('h') ?? '').split(':')) {
    const line = headers.findLast((each) => each.toLowerCase().startsWith(`${name.toLowerCase()}:`));
    if (line !== undefined) verifier.update(`${relaxedHeader(line)}\r\n`, 'latin1');
  }
  verifier.update(signature.replace(/(;\s*b=)[^;]*$/, '$1'), 'latin1');
  return {
    tags,
    bodyIsIntact: bodyHash === tags.get('bh'),
    signatureIsGood: verifier.verify(key, tags.get('b') ?? '', 'base64'),
  };
}

test('every kind of mail carries a signature that verifies, and that a changed octet breaks', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = new Secret(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  await using relay = await startSmtp();
  await using mailer = mailerFor(relay, { dkim: { domain: 'univ.example', selector: 'jeton', key } });
  for (const language of LANGUAGES) {
    for (const message of Object.values(MESSAGES)) {
      await mailer.send(mailTo('Lea@Personnel.example', { language, message }), AbortSignal.timeout(10_000));
    }
  }
  assert.equal(relay.mails.length, LANGUAGES.length * Object.keys(MESSAGES).length);
  for (const { raw } of relay.mails) {
    const { tags, bodyIsIntact, signatureIsGood } = verify(raw, publicKey);
    assert.ok(bodyIsIntact);
    assert.ok(signatureIsGood);
    assert.deepEqual([tags.get('a'), tags.get('d'), tags.get('s')], ['rsa-sha256', 'univ.example', 'jeton']);
    const signed = (tags.get('h') ?? '').toLowerCase().split(':');
    for (const name of ['from', 'to', 'subject', 'date', 'message-id']) assert.ok(signed.includes(name), name);
  }
  const text = relay.mails[0]?.raw.toString('latin1') ?? '';
  assert.equal(verify(Buffer.from(text.replace('jeton/', 'jetom/'), 'latin1'), publicKey).bodyIsIntact, false);
  const readdressed = text.replace(/^To: .*$/m, 'To: mallory@evil.example');
  assert.equal(verify(Buffer.from(readdressed, 'latin1'), publicKey).signatureIsGood, false);
});
