import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import type { MailSettings } from '../../src/config/settings.ts';
import { checkSender } from '../../src/mail/sender/check-sender.ts';
import { Secret } from '../../src/platform/secret.ts';
import { type Hosts, startDns } from '../support/dns.ts';

const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = RSA.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const PUBLIC = createPublicKey(PEM).export({ type: 'spki', format: 'der' }).toString('base64');
const PKCS1 = RSA.publicKey.export({ type: 'pkcs1', format: 'der' }).toString('base64');
const OTHER = generateKeyPairSync('rsa', { modulusLength: 1024 })
  .publicKey.export({ type: 'spki', format: 'der' })
  .toString('base64');

type Records = Readonly<Record<string, string | readonly string[]>>;

interface Sender {
  readonly from?: string;
  /** Of DKIM; false for none. */
  readonly signed?: string | false;
  readonly relay?: string;
}

function mailOf({ from = 'univ.example', signed = 'univ.example', relay = 'smtp.univ.example' }: Sender) {
  return {
    from: { name: 'Université Exemple', address: `no_reply@${from}` },
    smtp: { host: relay, port: 25, tls: 'none', ca: undefined, login: undefined },
    dkim: signed === false ? undefined : { domain: signed, selector: 'jeton', key: new Secret(PEM) },
  } satisfies Partial<MailSettings>;
}

/** What is said of this sender, `level what`, and every mend together. */
async function say(records: Records, sender: Sender = {}): Promise<{ lines: readonly string[]; mends: string }> {
  await using dns = await startDns(records, HOSTS);
  const lines = await checkSender(mailOf(sender), { servers: [dns.server], signal: AbortSignal.timeout(30_000) });
  for (const { level, what, mend } of lines) assert.ok(level === 'ok' || (mend ?? '') !== '', what);
  return {
    lines: lines.map(({ level, what }) => `${level} ${what}`),
    mends: lines.map(({ mend }) => mend ?? '').join('\n'),
  };
}

/** What the relay has, and what takes mail. */
const HOSTS: Hosts = {
  addresses: {
    'smtp.univ.example': ['192.0.2.25', '2001:db8::25'],
    'mx.univ.example': ['198.51.100.7'],
    '9.113.0.203.in-addr.spf.univ.example': ['127.0.0.2'],
  },
  exchangers: { 'univ.example': 'mx.univ.example' },
};

const GOOD = {
  'univ.example': ['v=spf1 include:_spf.univ.example ip4:192.0.2.0/24 ip6:2001:db8::/32 -all', 'something else'],
  '_spf.univ.example': 'v=spf1 a:smtp.univ.example mx ~all',
  'jeton._domainkey.univ.example': `v=DKIM1; k=rsa; p=${PUBLIC}`,
  '_dmarc.univ.example': 'v=DMARC1; p=quarantine; rua=mailto:dmarc@univ.example',
} as const;

describe('the sender’s domain, asked of a real DNS server', () => {
  test('what an organisation says of the domains below it counts there, and not what it says of itself', async () => {
    const records = { ...GOOD, '_dmarc.univ.example': 'v=DMARC1; p=reject; sp=none' };
    const said = async (from: string) => (await say(records, { from, signed: false })).lines.join('\n');
    assert.match(await said('univ.example'), /_dmarc\.univ\.example says reject/);
    assert.match(await said('etu.univ.example'), /_dmarc\.univ\.example says none/);
  });

  test('everything published as it should be', async () => {
    assert.deepEqual((await say(GOOD)).lines, [
      'ok SPF: univ.example says who may send its mail (3 of 10 lookups)',
      'ok SPF: univ.example lets 192.0.2.25 (smtp.univ.example) send its mail',
      'ok SPF: univ.example lets 2001:db8::25 (smtp.univ.example) send its mail',
      'ok DKIM: jeton._domainkey.univ.example has the key that signs',
      'ok DMARC: _dmarc.univ.example says quarantine',
      'ok DMARC: signatures for univ.example count for mails from univ.example',
    ]);
  });

  test('nothing published: each line prints the record to publish, and what is published so is in order', async () => {
    const { lines, mends } = await say({});
    assert.match(lines[0] ?? '', /^warning SPF: univ\.example does not say/);
    assert.match(lines[1] ?? '', /^failure DKIM: jeton\._domainkey\.univ\.example has no key/);
    assert.match(lines[2] ?? '', /^warning DMARC: univ\.example has no policy/);
    const published = [...mends.matchAll(/(\S+)\. IN TXT (\(.*\)|".*")/g)].map(([, name = '', text = '']) => {
      return [name, [...text.matchAll(/"([^"]*)"/g)].map(([, piece = '']) => piece).join('')] as const;
    });
    assert.equal(published.length, 3);
    const then = await say(Object.fromEntries(published));
    assert.deepEqual(
      then.lines.filter((line) => !line.startsWith('ok ')),
      [],
    );
  });

  test('SPF that lets everybody send, directly or by what it includes, and one for too many lookups', async () => {
    const open = await say({ ...GOOD, 'univ.example': 'v=spf1 mx +all' });
    assert.match(open.lines[0] ?? '', /^warning SPF: by `\+all`.* everybody may send/);
    assert.match(open.mends, /univ\.example\. IN TXT "v=spf1 mx -all"/);
    const included = await say({ ...GOOD, '_spf.univ.example': 'v=spf1 all' });
    assert.match(included.lines[0] ?? '', /^warning SPF: by `\+all`, or what it includes/);
    const hosts = Array.from({ length: 10 }, (_, index) => `a:mx${index}.univ.example`).join(' ');
    const many = await say({ ...GOOD, '_spf.univ.example': `v=spf1 ${hosts} -all` });
    assert.match(many.lines[0] ?? '', /^warning SPF: .* takes 11 lookups; receivers give up after 10/);
  });

  test('SPF that receivers cannot use: two records, an include without one, a mechanism that is none, a circle', async () => {
    const first = async (spf: string | readonly string[]) =>
      (await say({ ...GOOD, 'univ.example': spf })).lines[0] ?? '';
    assert.match(await first(['v=spf1 mx -all', 'v=spf1 a -all']), /^warning .*has 2 SPF records/);
    assert.match(await first('v=spf1 include:gone.example -all'), /^warning .*leads to gone\.example/);
    assert.match(await first('v=spf1 mx ipv4:192.0.2.1 -all'), /^warning .*`ipv4` is no mechanism/);
    assert.match(await first('v=spf1 include:univ.example -all'), /^warning .*more than 20 lookups/);
    assert.match(await first('v=spf1 exists:%{i}.spf.univ.example unknown=x -all'), /^ok SPF: .*\(1 of 10/);
  });

  test('SPF is evaluated for the relay’s public address, as a receiver does', async () => {
    const records = {
      ...GOOD,
      'open.example': 'v=spf1 ?all',
      'closed.example': 'v=spf1 -all',
      'net.example': 'v=spf1 ip4:198.51.100.0/24 ip6:2001:db8:1::/48 -all',
      'univ.example.spf.univ.example': 'v=spf1 ip4:198.51.100.0/24 -all',
    };
    const result = async (spf: string, relay: string) => {
      const { lines } = await say({ ...records, 'univ.example': spf }, { relay });
      const told = lines.filter((line) => line.includes(relay)).join();
      if (told.includes(' depends on the mail')) return 'unknown';
      return /: (fail|softfail|neutral)$/.exec(told)?.[1] ?? (told.includes(' lets ') ? 'pass' : told);
    };
    for (const [spf, relay, expected] of [
      ['v=spf1 mx -all', '198.51.100.7', 'pass'],
      ['v=spf1 mx -all', '198.51.100.8', 'fail'],
      ['v=spf1 mx/24 ~all', '198.51.100.8', 'pass'],
      ['v=spf1 a:smtp.univ.example//32 -all', '2001:db8:ffff::1', 'pass'],
      ['v=spf1 a:smtp.univ.example -all', '2001:db8:ffff::1', 'fail'],
      ['v=spf1 -ip4:198.51.100.8 ip4:198.51.100.0/24 -all', '198.51.100.8', 'fail'],
      ['v=spf1 ip4:203.0.113.1 ~all', '198.51.100.8', 'softfail'],
      ['v=spf1 ip4:203.0.113.1', '198.51.100.8', 'neutral'],
      ['v=spf1 include:net.example -all', '2001:db8:1::9', 'pass'],
      ['v=spf1 include:net.example -all', '203.0.113.9', 'fail'],
      // What is included and does not pass is no match (RFC 7208, 5.2).
      ['v=spf1 include:closed.example include:open.example ~all', '203.0.113.9', 'softfail'],
      ['v=spf1 redirect=net.example', '198.51.100.8', 'pass'],
      ['v=spf1 redirect=net.example', '203.0.113.9', 'fail'],
      // A length for IPv4 says nothing of IPv6.
      ['v=spf1 a:smtp.univ.example/24 -all', '2001:db8::26', 'fail'],
      ['v=spf1 exists:%{ir}.%{v}.spf.%{d} -all', '203.0.113.9', 'pass'],
      ['v=spf1 exists:%{ir}.%{v}.spf.%{d} -all', '203.0.113.8', 'fail'],
      ['v=spf1 include:%{d2}.spf.univ.example -all', '198.51.100.8', 'pass'],
      ['v=spf1 ptr:univ.example -all', '198.51.100.7', 'pass'],
      ['v=spf1 ptr:autre.example -all', '198.51.100.7', 'fail'],
      // What depends on the mail is not guessed.
      ['v=spf1 exists:%{l}.spf.univ.example -all', '203.0.113.9', 'unknown'],
      ['v=spf1 include:%{h}.spf.univ.example -all', '203.0.113.9', 'unknown'],
    ] as const)
      assert.equal(await result(spf, relay), expected, `${spf} for ${relay}`);
  });

  test('SPF that every receiver gives up on is warned of, and named, whether the relay’s address is public or not', async () => {
    const gone = 'a:un.example a:deux.example exists:trois.example';
    for (const [spf, expected] of [
      [`v=spf1 ${gone} -all`, /more than 2 terms lead to what is not in the DNS, the last to trois\.example/],
      ['v=spf1 exists:%{x}.example -all', /univ\.example: `exists` has a macro that is none/],
      ['v=spf1 ip4:192.0.2 -all', /`ip4:192\.0\.2` is no IPv4 address/],
      ['v=spf1 ip6:192.0.2.1 -all', /`ip6:192\.0\.2\.1` is no IPv6 address/],
      ['v=spf1 mx/33 -all', /`mx` has a network longer than an address/],
      ['v=spf1 include: -all', /`include` names no domain/],
    ] as const) {
      for (const relay of ['203.0.113.9', '10.1.2.3']) {
        const { lines, mends } = await say({ ...GOOD, 'univ.example': spf }, { relay });
        assert.match(lines.filter((line) => line.startsWith('warning SPF')).join('\n'), expected, relay);
        assert.ok(mends.includes(`univ.example. IN TXT "${spf}"`));
      }
    }
    const two = 'v=spf1 a:un.example a:deux.example ip4:203.0.113.9 -all';
    const { lines } = await say({ ...GOOD, 'univ.example': two }, { relay: '203.0.113.9' });
    assert.ok(lines.includes('ok SPF: univ.example lets 203.0.113.9 (203.0.113.9) send its mail'));
  });

  test('SPF that shuts the relay out prints the record that lets it in; a relay within says nothing of where mails leave', async () => {
    const shut = await say({ ...GOOD, 'univ.example': 'v=spf1 mx -all' });
    assert.ok(
      shut.lines.includes('warning SPF: univ.example does not let 192.0.2.25 (smtp.univ.example) send its mail: fail'),
    );
    assert.match(shut.mends, /publish: univ\.example\. IN TXT "v=spf1 ip4:192\.0\.2\.25 mx -all"/);
    for (const relay of ['127.0.0.1', '10.1.2.3', 'fd00::1', 'nulle-part.example']) {
      const { lines } = await say(GOOD, { relay });
      assert.ok(
        lines.some((line) => line.startsWith('ok SPF: from which public address mails leave is not seen')),
        relay,
      );
    }
  });

  test('DKIM: another key, a revoked one, one on trial, one not for mail; both forms of a key are the key', async () => {
    const said = async (text: string | readonly string[]) =>
      (await say({ ...GOOD, 'jeton._domainkey.univ.example': text })).lines.find((line) => / DKIM: /.test(line)) ?? '';
    assert.match(
      await said(`v=DKIM1; k=rsa; p=${OTHER}`),
      /^failure .*has another key than the one in mail\.dkim\.key/,
    );
    assert.match(await said('v=DKIM1; p='), /^failure .*was revoked/);
    assert.match(await said(`v=DKIM1; t=y:s; p=${PUBLIC}`), /^warning .*trial/);
    assert.match(await said(`v=DKIM1; s=tlsrpt; p=${PUBLIC}`), /^failure .*not for mail/);
    assert.match(await said(`v=DKIM1; h=sha1; p=${PUBLIC}`), /^failure .*SHA-256/);
    assert.match(await said([`p=${PUBLIC}`, `p=${OTHER}`]), /^failure .*several keys/);
    assert.match(await said(`p=${PKCS1}`), /^ok /);
  });

  test('DMARC: inherited from the organisation, strict alignment that is missed, another organisation’s signature', async () => {
    const sub = { from: 'mail.univ.example', signed: 'univ.example' };
    const inherited = await say({ ...GOOD, 'mail.univ.example': 'v=spf1 mx -all' }, sub);
    assert.deepEqual(
      inherited.lines.filter((line) => / DMARC: /.test(line)),
      [
        'ok DMARC: _dmarc.univ.example says quarantine',
        'ok DMARC: signatures for univ.example count for mails from mail.univ.example',
      ],
    );
    const strict = await say({ ...GOOD, '_dmarc.univ.example': 'v=DMARC1; p=reject; adkim=s' }, sub);
    assert.match(strict.lines.at(-1) ?? '', /^warning .*do not count .*adkim=s/);
    assert.match(strict.mends, /_dmarc\.univ\.example\. IN TXT "v=DMARC1; p=reject; adkim=r"/);
    const foreign = await say(GOOD, { signed: 'bulk.test' });
    assert.match(foreign.lines.at(-1) ?? '', /^warning .*bulk\.test do not count .*different organisations/);
    const broken = await say({ ...GOOD, '_dmarc.univ.example': 'v=DMARC1; p=maybe' }, { signed: false });
    assert.match(broken.lines.at(-1) ?? '', /^warning DMARC: _dmarc\.univ\.example has no policy that is one/);
  });

  test('a resolver that says nothing is a warning for each, within the patience of the check', async () => {
    const silent = createSocket('udp4').bind(0, '127.0.0.1');
    await once(silent, 'listening');
    try {
      const servers = [`127.0.0.1:${silent.address().port}`];
      const lines = await checkSender(mailOf({}), { servers, signal: AbortSignal.timeout(25_000) });
      assert.equal(lines.length, 3);
      for (const { level, what, mend } of lines) {
        assert.match(`${level} ${what}`, /^warning \w+: \S+ could not be looked up: /);
        assert.match(mend ?? '', /check\.resolvers/);
      }
    } finally {
      silent.close();
    }
  });
});
