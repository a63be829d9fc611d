import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAddress } from '../platform/address.ts';
import { parseMailbox } from './mailbox.ts';

const GOOD: readonly (readonly [stored: string, sent: string])[] = [
  ['lea@personnel.example', 'lea@personnel.example'],
  ['Lea.Dupont@Personnel.EXAMPLE', 'Lea.Dupont@Personnel.EXAMPLE'],
  ["jean.o'neil+jeton@personnel.example", "jean.o'neil+jeton@personnel.example"],
  ['a!#$%&*/=?^_`{|}~-z@personnel.example', 'a!#$%&*/=?^_`{|}~-z@personnel.example'],
  ['lea@bücher.example', 'lea@xn--bcher-kva.example'],
  ['léa@bücher.example', 'léa@xn--bcher-kva.example'],
  [`${'l'.repeat(64)}@personnel.example`, `${'l'.repeat(64)}@personnel.example`],
];
for (const [stored, sent] of GOOD) {
  test(`${stored} is a mailbox`, () => {
    const parsed = parseMailbox(stored);
    assert.equal(parsed.kind === 'mailbox' ? parsed.mailbox.address : parsed.detail, sent);
  });
}

test('letters beyond ASCII before the @ need SMTPUTF8, after it they do not', () => {
  const needs = (address: string): boolean | undefined => {
    const parsed = parseMailbox(address);
    return parsed.kind === 'mailbox' ? parsed.mailbox.needsSmtpUtf8 : undefined;
  };
  assert.equal(needs('léa@personnel.example'), true);
  assert.equal(needs('lea@bücher.example'), false);
});

const BAD: readonly string[] = [
  '',
  'lea',
  '@personnel.example',
  'lea@',
  'lea@@personnel.example',
  'lea@personnel.example@evil.example',
  '.lea@personnel.example',
  'lea.@personnel.example',
  'le..a@personnel.example',
  'lea@-personnel.example',
  'lea@personnel..example',
  'lea@personnel.example.',
  'lea@[192.0.2.1]',
  'lea@localhost',
  'lea@192.0.2.1',
  'lea@１９２.0.2.1',
  'lea@é%40evil.example',
  'lea@é%2eexample',
  'lea@é/evil.example',
  'lea@é／evil.example',
  'lea@é?evil.example',
  'lea@é#evil.example',
  'lea@é:25',
  'lea@é\\evil.example',
  'lea@é＠evil.example',
  '"lea"@personnel.example',
  '"evil@x.example y"@personnel.example',
  'lea@personnel.example(x)evil.example',
  'Lea <lea@personnel.example>',
  '<lea@personnel.example>',
  'lea@personnel.example,mallory@evil.example',
  'lea@personnel.example;mallory@evil.example',
  'lea@personnel.example mallory@evil.example',
  ' lea@personnel.example',
  'lea@personnel.example\n',
  'lea@personnel.example\r\nBcc: mallory@evil.example',
  'lea\u0000@personnel.example',
  'lea\u00A0@personnel.example',
  'lea\u200B@personnel.example',
  'lea\u2028@personnel.example',
  'lea\uD800@personnel.example',
  'Léa:lea@personnel.example;',
  `${'l'.repeat(65)}@personnel.example`,
  `${'é'.repeat(33)}@personnel.example`,
  `lea@${'d'.repeat(64)}.example`,
  `lea@${'label.'.repeat(50)}example`,
];
for (const stored of BAD) {
  test(`${JSON.stringify(stored.slice(0, 60))} is malformed, and the reason does not repeat it`, () => {
    const parsed = parseMailbox(stored);
    assert.ok(parsed.kind === 'malformed' && !/lea|mallory|evil/.test(parsed.detail));
  });
}

test('a value of 64 KiB is turned down by its length, before it is read', () => {
  for (const stored of ['group:('.repeat(9362), `${'a.'.repeat(32_768)}@`, '@'.repeat(65_536)]) {
    assert.deepEqual(parseMailbox(stored), { kind: 'malformed', detail: 'the address is too long' });
  }
});

/** Spellings on which a parser for what people type and one for envelopes could disagree. */
const ODD_LOCALS = [
  'a..b',
  '.a',
  'a.',
  'a.b',
  'é',
  'a\u0301',
  '€',
  'a\u200d',
  '🙂',
  "o'x",
  'a b',
  '"a"',
  'a/b',
  'l'.repeat(65),
];
const ODD_DOMAINS = [
  ...[
    'b.example',
    'b',
    'bé.example',
    `${'é'.repeat(60)}.example`,
    'é.1',
    '１.２.３.４',
    '\u0378.example',
    'xn--a.example',
  ],
  ...[
    'a_b.example',
    'a--b.example',
    'é-.example',
    'b.example.',
    `${'é.'.repeat(80)}example`,
    '\u0301a.example',
    'ａ.example',
  ],
];
test('whatever is taken as an address from a person can be mailed, and nothing else can', () => {
  for (const local of ODD_LOCALS) {
    for (const domain of ODD_DOMAINS) {
      const address = `${local}@${domain}`;
      assert.equal(parseMailbox(address).kind === 'mailbox', parseAddress(address).kind === 'ok', address);
    }
  }
});
