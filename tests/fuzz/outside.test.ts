import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readStatement, writeStatement } from '../../src/config/sql-statement.ts';
import { checkDkim } from '../../src/mail/sender/dkim.ts';
import { checkDmarc } from '../../src/mail/sender/dmarc.ts';
import type { Dns, NamesAnswer, TextAnswer } from '../../src/mail/sender/dns.ts';
import { checkSpf } from '../../src/mail/sender/spf.ts';
import { formatSyslog } from '../../src/platform/syslog.ts';
import { Secret } from '../../src/platform/secret.ts';
import { formatGuid, parseGuid } from '../../src/systems/active-directory/guid.ts';
import { grants } from '../../src/systems/active-directory/security-descriptor.ts';
import { blot } from '../../src/systems/programs/blot.ts';
import { anyText, damaged, fc, property } from './fuzz.ts';

const name = fc.constantFrom('univ.example', 'a.univ.example', 'relay.univ.example', '');
const spf = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'a',
        'mx',
        '-all',
        '+all',
        'ptr',
        'a/24//64',
        'ip4:192.0.2.0/24',
        'ip6:2001:db8::/32',
        'exists:%{i}.x',
        'a:%{o3r.-}',
      ),
      name.map((target) => `include:${target}`),
      name.map((target) => `redirect=${target}`),
      fc.string({ maxLength: 20 }),
    ),
    { maxLength: 8 },
  )
  .map((terms) => ['v=spf1', ...terms].join(' '));
const record = fc.oneof(
  anyText,
  spf,
  damaged('v=DMARC1; p=none; sp=reject; adkim=s; psd=n'),
  damaged('v=DKIM1; k=rsa; p=MIIB; h=sha256; s=email'),
);
const text: fc.Arbitrary<TextAnswer> = fc.oneof(
  fc.record({ kind: fc.constant('found' as const), records: fc.array(record, { maxLength: 3 }) }),
  fc.constant({ kind: 'none' as const }),
  fc.constant({ kind: 'unasked' as const, detail: 'ETIMEOUT' }),
);
const addresses: fc.Arbitrary<NamesAnswer> = fc.oneof(
  fc.record({
    kind: fc.constant('found' as const),
    names: fc.array(fc.oneof(fc.ipV4(), fc.ipV6()), { maxLength: 12 }),
  }),
  fc.constant({ kind: 'unasked' as const, detail: 'ETIMEOUT' }),
);
const hosts: fc.Arbitrary<NamesAnswer> = fc.record({
  kind: fc.constant('found' as const),
  names: fc.array(fc.oneof(name, anyText), { maxLength: 12 }),
});
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
/** Far more questions than any receiver asks; whoever asks on goes in a circle. */
const MOST_QUESTIONS = 2000;

property('whatever the DNS says of the sender comes to lines, after questions that have an end', {
  cost: 10,
  inputs: fc.record({ texts: fc.array(text, { minLength: 1, maxLength: 4 }), addresses, hosts }),
  async holds(answers) {
    let asked = 0;
    const answer = <T>(given: T): Promise<T> => {
      asked += 1;
      assert.ok(asked < MOST_QUESTIONS, 'it asks without end');
      return Promise.resolve(given);
    };
    const dns: Dns = {
      text: () => answer(answers.texts[asked % answers.texts.length] ?? { kind: 'none' }),
      addresses: () => answer(answers.addresses),
      exchangers: () => answer(answers.hosts),
      hostsAt: () => answer(answers.hosts),
    };
    const key = new Secret(privateKey);
    const lines = [
      ...(await checkSpf(dns, 'univ.example', 'relay.univ.example')),
      ...(await checkDmarc(dns, 'a.univ.example', 'b.univ.example')),
      await checkDkim(dns, { domain: 'univ.example', selector: 's', key }),
    ];
    for (const { level, what, mend } of lines) {
      assert.ok(what !== '' && (level !== 'failure' || mend !== undefined));
      assert.ok(!`${what}${mend ?? ''}`.includes('PRIVATE KEY'));
    }
  },
});

property('a statement that is taken is one statement that sets the hash of one person, and written back as it stood', {
  inputs: fc.tuple(
    fc.oneof(
      anyText,
      damaged('UPDATE "users" SET hash = :hash, at = now() /* x */ WHERE login = :login'),
      damaged("update t set a = 'x;''y' where b = $1 -- :id"),
    ),
    fc.constantFrom('postgres', 'mariadb'),
  ),
  holds([statement, dialect]) {
    const read = readStatement(statement, dialect);
    if (read.kind === 'fault') {
      assert.notEqual(read.fault, '');
      return;
    }
    const { names } = read.value;
    assert.ok(names.includes('hash') && names.some((each) => each !== 'hash' && each !== 'chosenAt'));
    assert.ok(statement.startsWith(writeStatement(read.value, (place) => `:${names[place - 1] ?? ''}`).trimEnd()));
  },
});

property('of what a program writes one short line is kept, without the password in it', {
  inputs: fc
    .tuple(fc.string({ unit: 'grapheme', minLength: 8, maxLength: 40 }), anyText, anyText)
    .map(([password, before, behind]) => ({ password, said: before + password + behind })),
  holds({ password, said }) {
    const kept = blot(said, password);
    assert.ok(kept.length <= 200 && !/[\r\n\0]/.test(kept));
    assert.ok(!kept.includes(password), kept);
  },
});

property('a message of syslog is one line with a header of printable ASCII, whatever it tells of', {
  inputs: fc.tuple(anyText, anyText, anyText),
  holds([kind, hostname, process]) {
    const line = formatSyslog({ at: 0, severity: 'notice', kind, text: '{}' }, { hostname, process });
    assert.match(line, /^<109>1 1970-01-01T00:00:00\.000Z [!-~]{1,255} jeton [!-~]{1,128} [!-~]{1,32} - \{\}$/);
  },
});

property('bytes are a GUID that is read back as itself, and a list of rights grants something, nothing, or is none', {
  inputs: fc.tuple(
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
    fc.uint8Array({ maxLength: 200 }),
    fc.constantFrom('extended', 'read'),
  ),
  holds([guid, descriptor, access]) {
    const written = formatGuid(guid);
    assert.deepEqual(parseGuid(written), Buffer.from(guid));
    const sound = Buffer.from(descriptor);
    if (sound.length >= 20) {
      sound.writeUInt16LE(4, 2);
      sound.writeUInt32LE(20, 16);
    }
    for (const bytes of [Buffer.from(descriptor), sound]) {
      const granted = grants(bytes, { access, guid: written, sids: [Buffer.from('010100000000000512000000', 'hex')] });
      assert.ok(granted === undefined || typeof granted === 'boolean');
    }
  },
});
