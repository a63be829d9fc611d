import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientNetworkOf } from './client-network.ts';

const CASES: readonly (readonly [what: string, ip: string, network: string])[] = [
  ['an IPv4 address stands for itself', '192.0.2.7', '192.0.2.7'],
  ['an IPv4-mapped address is the IPv4 address', '::ffff:192.0.2.7', '192.0.2.7'],
  ['so is one in hexadecimal', '::ffff:c000:207', '192.0.2.7'],
  ['an IPv6 address stands for its /64', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['and so does its neighbour', '2001:DB8:1:2::ffff', '2001:db8:1:2::/64'],
  ['another /64 is another client', '2001:db8:1:3::1', '2001:db8:1:3::/64'],
  ['the zone of a link-local address says nothing', 'fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['a port is cut off', '192.0.2.7:5678', '192.0.2.7'],
  ['brackets and a port are cut off', '[2001:db8:1:2::1]:5678', '2001:db8:1:2::/64'],
  ['the loopback address', '::1', '0:0:0:0::/64'],
  ['text that is no address', 'evil', 'unknown'],
  ['an IPv4 address in a laxer notation', '0x7f.1', 'unknown'],
  ['nothing at all', '', 'unknown'],
  ['a number out of range', '256.1.1.1:80', 'unknown'],
];

for (const [what, ip, network] of CASES) {
  test(`client network: ${what}`, () => {
    assert.equal(clientNetworkOf(ip), network);
  });
}
