import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkProxies } from './proxies.ts';

interface Place {
  readonly url?: string;
  readonly host?: string;
  readonly proxies?: readonly string[];
}

function say({ url = 'https://www-atu.univ.example/', host = '127.0.0.1', proxies = [] }: Place): readonly string[] {
  const settings = { publicUrl: new URL(url), listen: { host, port: 8080 }, trustedProxies: proxies };
  return checkProxies(settings).map(({ level, what, mend }) => {
    assert.ok(level === 'ok' || (mend ?? '') !== '', what);
    return `${level} ${what}`;
  });
}

test('a proxy on this machine that is trusted is in order, and so is a trial without one', () => {
  assert.deepEqual(say({ proxies: ['127.0.0.1/32', '::1/128'] }), [
    'ok X-Forwarded-For is believed from 127.0.0.1/32, ::1/128 alone',
  ]);
  assert.deepEqual(say({ url: 'http://localhost:8080/' }), []);
});

test('behind a proxy that nobody trusts, all visitors share one budget', () => {
  assert.match(say({}).join('\n'), /^warning no proxy is trusted: .*share one budget$/);
  assert.match(say({ proxies: ['10.1.2.3/32'] }).at(-1) ?? '', /^warning .*this machine alone.*not in trustedProxies/);
});

test('to listen beyond this machine is to take passwords in clear from whoever gets past the proxy', () => {
  const lines = say({ host: '0.0.0.0', proxies: ['10.1.2.3/32'] });
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /^warning listens on 0\.0\.0\.0, in clear/);
  assert.equal(say({ host: '::' }).length, 2);
});

test('half the Internet is no proxy; a private network may be broad', () => {
  for (const network of ['128.0.0.0/1', '193.0.0.0/8', '2000::/3']) {
    const lines = say({ proxies: ['127.0.0.1/32', network] });
    assert.ok(
      lines.some((line) => line.startsWith(`warning whoever comes from ${network} is believed`)),
      network,
    );
  }
  assert.deepEqual(say({ proxies: ['127.0.0.0/8', '10.0.0.0/8', 'fd00::/8', '192.0.2.7/32'] }).length, 1);
});
