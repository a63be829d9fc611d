import assert from 'node:assert/strict';
import { test } from 'node:test';
import ipaddr from 'ipaddr.js';
import { expandMacros } from './spf-macro.ts';

const expand = (text: string, address = '192.0.2.3') => {
  const facts = { domain: 'email.example.com', senderDomain: 'email.example.com', address: ipaddr.parse(address) };
  const expansion = expandMacros(text, facts);
  return expansion.kind === 'expanded' ? expansion.text : expansion.kind;
};

test('macros are expanded as in the examples of RFC 7208, 7.4', () => {
  for (const [macro, expected] of [
    ['%{o}', 'email.example.com'],
    ['%{d}', 'email.example.com'],
    ['%{d4}', 'email.example.com'],
    ['%{d3}', 'email.example.com'],
    ['%{d2}', 'example.com'],
    ['%{d1}', 'com'],
    ['%{dr}', 'com.example.email'],
    ['%{d2r}', 'example.email'],
    ['%{ir}.%{v}._spf.%{d2}', '3.2.0.192.in-addr._spf.example.com'],
    ['%{d2}.trusted-domains.example.net', 'example.com.trusted-domains.example.net'],
  ] as const)
    assert.equal(expand(macro), expected, macro);
  assert.equal(
    expand('%{ir}.%{v}._spf.%{d2}', '2001:db8::cb01'),
    '1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com',
  );
});

test('what depends on the mail is unknown, what is no macro malformed, and a long name loses what is on its left', () => {
  assert.equal(expand('%{l}._spf.%{d}'), 'unknown');
  assert.equal(expand('%{h}'), 'unknown');
  for (const malformed of ['%', '100%.example', '%{x}', '%{d0}', '%{d', '%{c}']) {
    assert.equal(expand(malformed), 'malformed', malformed);
  }
  assert.equal(expand('a%%b'), 'a%b');
  assert.equal(expand('%{i-}'), '192.0.2.3');
  assert.equal(
    expand(`${'x'.repeat(60)}.${`${'y'.repeat(60)}.`.repeat(4)}fin`),
    `${`${'y'.repeat(60)}.`.repeat(4)}fin`,
  );
});
