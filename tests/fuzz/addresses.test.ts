import assert from 'node:assert/strict';
import { parseMailbox } from '../../src/mail/mailbox.ts';
import { addressHmac, canonicalAddress, maskAddress, parseAddress, pickStored } from '../../src/platform/address.ts';
import { clientNetworkOf } from '../../src/platform/client-network.ts';
import { Secret } from '../../src/platform/secret.ts';
import { addressIn } from '../../src/systems/ldap/labelled-address.ts';
import { anyText, damaged, fc, property } from './fuzz.ts';

const KEY = new Secret<Uint8Array>(new Uint8Array(32).fill(7));
const typed = fc.oneof(
  anyText,
  fc.emailAddress(),
  damaged('camille.martin+univ@exemple.test'),
  damaged('é@münchen.example'),
);

property('an address that is read can be mailed, holds no line break, and is read again as itself', {
  inputs: typed,
  holds(text) {
    const parsed = parseAddress(text);
    if (parsed.kind !== 'ok') return;
    assert.doesNotMatch(parsed.address, /[\s\p{Cc}<>(),;:"]/u);
    assert.equal(parsed.address.split('@').length, 2);
    assert.deepEqual(parseAddress(parsed.address), parsed);
    assert.equal(parseMailbox(parsed.address).kind, 'mailbox');
  },
});

property('the canonical spelling of an address is taken once, and gives the same key', {
  inputs: typed,
  holds(text) {
    const canonical = canonicalAddress(text);
    assert.equal(canonicalAddress(canonical), canonical);
    assert.equal(addressHmac(KEY, canonical), addressHmac(KEY, text));
    const ascii = (one: string): number => one.replaceAll(/[^\p{ASCII}]/gu, '').length;
    assert.ok(ascii(canonical) <= ascii(text), 'a character beyond ASCII has become one of ASCII');
  },
});

property('of an address, the masked form shows a first letter, the first of the domain, and the ending', {
  inputs: typed,
  holds(text) {
    const parsed = parseAddress(text);
    if (parsed.kind === 'ok') assert.match(maskAddress(parsed.address), /^.•{5}@.•{5}\.[^.@•]+$/u);
    else assert.ok(maskAddress(text).length < 100);
  },
});

property('what is picked is one of those that are stored', {
  inputs: fc.tuple(typed, fc.array(typed, { maxLength: 4 })),
  holds([text, stored]) {
    const picked = pickStored(text, stored);
    assert.ok(picked === undefined || stored.includes(picked));
    if (stored.includes(text)) assert.equal(picked, text);
  },
});

property('the address in a labelled value is the end of it, and only under a label that is asked for', {
  inputs: fc.oneof(anyText, damaged('{PERSO}camille@exemple.test'), damaged('{PARENTS}x@y.fr')),
  holds(value) {
    const address = addressIn(value, ['PERSO']);
    assert.ok(address === undefined || value.endsWith(address));
    if (value.startsWith('{') && address !== undefined) assert.match(value, /^\{PERSO\}/i);
  },
});

property('every IPv6 address of one /64 is one client, and every form of an IPv4 address is one', {
  inputs: fc.tuple(fc.ipV6(), fc.ipV4(), anyText),
  holds([ipv6, ipv4, text]) {
    assert.equal(typeof clientNetworkOf(text), 'string');
    assert.equal(clientNetworkOf(`::ffff:${ipv4}`), clientNetworkOf(ipv4));
    assert.ok(clientNetworkOf(ipv6).length > 0);
  },
});
