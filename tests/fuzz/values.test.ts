import assert from 'node:assert/strict';
import { formatDuration, readDuration, readRate } from '../../src/config/durations.ts';
import { readCidr, readHost } from '../../src/config/networks.ts';
import { readLdapUrl, readPublicUrl, readWebUrl } from '../../src/config/urls.ts';
import { outcomeOf } from '../../src/mail/smtp-outcome.ts';
import { isWellFormed } from '../../src/journey/tokens.ts';
import { checkPassword } from '../../src/policy/check-password.ts';
import { measurePassword, normalizePassword } from '../../src/policy/characters.ts';
import { PROFILE_NAMES, buildPolicy } from '../../src/policy/profiles.ts';
import { readSolution } from '../../src/platform/altcha.ts';
import { Secret } from '../../src/platform/secret.ts';
import { longestSuffix, partsOf } from '../../src/systems/ldap/dn.ts';
import { closedBySupann } from '../../src/systems/ldap/supann-state.ts';
import { writeCsvLine, writeJsonLine } from '../../src/ledger/trail/entries.ts';
import { type Offer, chooseLanguage } from '../../src/web/language.ts';
import { anyText, damaged, fc, property } from './fuzz.ts';

property('a duration is written as it is read', {
  inputs: fc.oneof(
    anyText,
    damaged('12h'),
    fc.nat({ max: 999 }).map((count) => `${count}m`),
  ),
  holds(text) {
    const read = readDuration(text, { least: 0, most: Number.MAX_SAFE_INTEGER });
    if (read.kind === 'ok') {
      const again = readDuration(formatDuration(read.value), { least: 0, most: Number.MAX_SAFE_INTEGER });
      assert.deepEqual(again, read);
    }
    readRate(text);
  },
});

property('hosts, networks and URLs are read or are a fault, and never throw', {
  inputs: fc.oneof(
    anyText,
    fc.webUrl(),
    fc.ipV4(),
    fc.ipV6(),
    damaged('ldaps://ldap.univ.example:636'),
    damaged('10.0.0.0/8'),
  ),
  holds(text) {
    for (const read of [readHost, readCidr, readWebUrl, readPublicUrl, readLdapUrl]) {
      const reading = read(text);
      assert.ok(reading.kind === 'ok' || reading.fault !== '');
    }
  },
});

property('a password is normalised once, and what a policy says of it holds nothing of it', {
  inputs: fc.tuple(anyText, fc.constantFrom(...PROFILE_NAMES)),
  holds([password, profile]) {
    const normal = normalizePassword(password);
    assert.equal(normalizePassword(normal), normal);
    const policy = buildPolicy({ profile });
    const person = { login: 'cmartin', number: '28700001', name: 'Camille Martin' };
    const verdict = checkPassword({ policy, password, person });
    const { length, forbidden } = measurePassword(normal);
    if (verdict.refusals.length === 0) assert.ok(length >= 8 && length <= 128 && !forbidden);
    assert.deepEqual(checkPassword({ policy, password: normal, person }), verdict);
    if (normal.length > 12) assert.ok(!JSON.stringify(verdict).includes(JSON.stringify(normal).slice(1, -1)));
  },
});

property('a line of CSV begins no formula and is one record; a line of JSON is one line', {
  inputs: fc.array(fc.oneof(anyText, fc.constantFrom('=1+1', '+x', '-x', '@x', '\tx', '\rx', '\0x')), {
    minLength: 1,
    maxLength: 8,
  }),
  holds(values) {
    const line = writeCsvLine(values);
    const fields = Array.from(line.trimEnd().matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,"]*)/g), ([, field = '']) => field);
    for (const field of fields) assert.doesNotMatch(field.replace(/^"/, ''), /^[=+\-@\t\r\0]/);
    const entry = { at: '', kind: values.join() } as unknown as Parameters<typeof writeJsonLine>[0];
    assert.doesNotMatch(writeJsonLine(entry).replace(/\n$/, ''), /[\n\r]/);
  },
});

property('names of entries are the same to us however they are spelt, and stand below their own ends', {
  inputs: fc.oneof(anyText, damaged('uid=a\\,b+cn=c,ou=people,dc=univ,dc=example')),
  holds(dn) {
    const parts = partsOf(dn);
    assert.deepEqual(partsOf(dn.toUpperCase()).length, parts.length);
    if (parts.length > 0) assert.ok(longestSuffix(dn, [{ suffix: dn }]));
  },
});

property('what a directory says of a state closes the account or does not, whatever stands there', {
  inputs: fc.tuple(
    fc.array(fc.oneof(anyText, damaged('{COMPTE}A:SupannActif:20240901:20250831')), { maxLength: 4 }),
    fc.nat({ max: 30_000 }),
  ),
  holds([values, today]) {
    const closed = closedBySupann({ states: values, dated: values }, today);
    assert.ok([undefined, 'disabled', 'expired'].includes(closed));
  },
});

property('whatever a browser says of languages, one that is offered is chosen', {
  inputs: fc.tuple(
    fc.option(anyText, { nil: undefined }),
    fc.option(anyText, { nil: undefined }),
    fc.oneof(anyText, damaged('fr-FR, en;q=0.8')),
  ),
  holds([query, cookie, accepted]) {
    const offer: Offer = { offered: ['fr', 'en'], default: 'fr' };
    assert.ok(offer.offered.includes(chooseLanguage(offer, { query, cookie, accepted })));
  },
});

property('nothing but 43 characters of base64url is a token; no made-up proof of work is one', {
  inputs: fc.oneof(
    anyText,
    fc.base64String({ maxLength: 400 }),
    fc.json().map((text) => Buffer.from(text).toString('base64')),
  ),
  holds(text) {
    assert.equal(isWellFormed(text), /^[\w-]{43}$/.test(text));
    const key = new Secret<Uint8Array>(new Uint8Array(32));
    assert.equal(readSolution({ key, subject: 'x', now: 0 }, text), undefined);
  },
});

property('whatever a relay says is one outcome, and holds neither the recipient nor a link', {
  inputs: fc.tuple(
    fc.oneof(anyText, damaged('550 5.1.1 <a.b@exemple.test>: no such user')),
    fc.integer({ min: 0, max: 999 }),
    fc.constantFrom('CONN', 'RCPT TO', 'DATA', 'AUTH'),
  ),
  holds([response, responseCode, command]) {
    const thrown = Object.assign(new Error(response), { responseCode, response, command, code: 'EENVELOPE' });
    const outcome = outcomeOf(thrown, 'a.b@exemple.test');
    assert.ok(outcome.kind === 'refused' || outcome.kind === 'later' || outcome.kind === 'deferred', outcome.kind);
    assert.ok(!outcome.detail.includes('a.b@exemple.test') && !/[\r\n]/.test(outcome.detail));
  },
});
