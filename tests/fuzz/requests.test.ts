import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { fieldOf, parseForm } from '../../src/web/form.ts';
import { type WebInstitution, startWeb } from '../support/web.ts';
import { anyText, damaged, fc, property } from './fuzz.ts';

let web: WebInstitution;
before(async () => {
  web = await startWeb({ settings: { limits: undefined } });
  web.institution.directory.add('28700001', ['camille@exemple.test']);
});
after(() => web[Symbol.asyncDispose]());

property('a form is read as it was written, whatever its names and values hold', {
  inputs: fc.uniqueArray(
    fc.tuple(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
      fc.string({ unit: 'grapheme', maxLength: 100 }),
    ),
    { maxLength: 8, selector: ([name]) => name },
  ),
  holds(pairs) {
    const parsed = parseForm(Buffer.from(new URLSearchParams(pairs).toString()));
    assert.ok(parsed.kind === 'form');
    for (const [name, value] of pairs) assert.deepEqual(parsed.fields.get(name), [value]);
  },
});

property('bytes are a form or none, and a field is one value or none', {
  inputs: fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    damaged('email=a%40b.fr&password=%C3%A9&x[]=1').map((text) => Buffer.from(text)),
  ),
  holds(bytes) {
    const parsed = parseForm(bytes);
    if (parsed.kind !== 'form') return;
    for (const name of ['email', 'password', '__proto__', 'constructor']) {
      const field = fieldOf(parsed.fields, name);
      assert.ok(field.kind !== 'one' || typeof field.value === 'string');
    }
  },
});

const PATHS = [
  '',
  'password',
  'follow',
  'not-me',
  'restart',
  'start',
  'jeton/',
  'not-me/',
  'assets/',
  '../',
  '.well-known/change-password',
];
const NAMES = [
  'cookie',
  'content-type',
  'accept-language',
  'origin',
  'referer',
  'sec-fetch-site',
  'x-forwarded-for',
  'accept-encoding',
  'expect',
  'range',
  'if-none-match',
];
const header = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 120,
});
const FORM_TYPES = [
  'application/x-www-form-urlencoded',
  'application/json',
  'text/plain',
  'multipart/form-data; boundary=x',
  '',
];

property('no request at all is answered with a fault of ours, or without a header of the page’s protection', {
  cost: 10,
  inputs: fc.record({
    method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'),
    path: fc.constantFrom(...PATHS),
    tail: fc.oneof(
      fc.constant(''),
      anyText.map(encodeURIComponentSafely),
      header.map((text) => text.replaceAll(/[\s#]/g, '')),
      fc.constant('?lang=en'),
    ),
    headers: fc.dictionary(fc.constantFrom(...NAMES), header, { maxKeys: 4 }),
    type: fc.constantFrom(...FORM_TYPES),
    body: fc.oneof(
      anyText,
      damaged('email=camille%40exemple.test'),
      damaged('password=Aa1!aaaa&confirmation=Aa1!aaaa&reset=x'),
      fc.json(),
    ),
  }),
  async holds({ method, path, tail, headers, type, body }) {
    const all = { ...headers, ...(type === '' ? {} : { 'content-type': type }) };
    const payload = method === 'GET' || method === 'HEAD' ? {} : { payload: body };
    const answer = await web.app.inject({
      method: method as 'GET',
      url: web.base + path + tail,
      headers: all,
      ...payload,
    });
    assert.ok(
      answer.statusCode < 500 || answer.statusCode === 503,
      `${method} ${path}${tail}: ${answer.statusCode} ${answer.body}`,
    );
    assert.match(String(answer.headers['content-security-policy']), /default-src 'none'/);
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    const location = answer.headers.location;
    assert.ok(location === undefined || location.startsWith(web.base), location);
    web.logged.length = 0;
    web.observed.length = 0;
  },
});

/** Halves of pairs have no writing in a URL. */
function encodeURIComponentSafely(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
