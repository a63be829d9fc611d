import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HOUR, type Institution, SETTINGS } from '../../tests/support/institution.ts';
import { type WebInstitution, comparable, startWeb } from '../../tests/support/web.ts';

const LIMITS = SETTINGS.limits ?? assert.fail('the tests have limits');
const ONE = { count: 1, windowMs: HOUR };

/** Of one length, so that not even the length of an answer may differ. */
const PEOPLE = {
  known: 'camille1@exemple.test',
  shared: 'partagee@exemple.test',
  unknown: 'inconnue@exemple.test',
  disabled: 'desactiv@exemple.test',
} as const;

/** What a stranger may have brought about before. */
const SITUATIONS: readonly {
  readonly name: string;
  readonly limits?: Partial<typeof LIMITS>;
  readonly prepare?: (institution: Institution) => void;
  /** Asked for, and worked off, before. */
  readonly before?: readonly string[];
}[] = [
  { name: 'nothing is out of the ordinary' },
  { name: 'the account has had its mails', limits: { mailsPerAccount: ONE }, before: [PEOPLE.known, PEOPLE.shared] },
  { name: 'the mails of everybody are spent', limits: { mailsOverall: ONE }, before: [PEOPLE.known] },
  {
    name: 'the directory is away',
    prepare: ({ directory }) => {
      directory.down = true;
    },
  },
  { name: 'the mail relay is away', prepare: ({ mailer }) => void (mailer.answer = { kind: 'later', detail: 'away' }) },
];

/** The whole answer, and what was done before it was given. */
async function ask(web: WebInstitution, email: string, client: string) {
  const { institution } = web;
  const { directory } = institution;
  let asked = 0;
  const findByAddress = directory.findByAddress.bind(directory);
  directory.findByAddress = (...args) => {
    asked += 1;
    return findByAddress(...args);
  };
  const before = await countRows(institution);
  const { status, headers, body } = await web.browser(client).post(web.base, [['email', email]]);
  const after = await countRows(institution);
  const written = Object.keys(after).map((table) => [table, (after[table] ?? 0) - (before[table] ?? 0)]);
  directory.findByAddress = findByAddress;
  const answer = { status, headers: comparable(headers), body: body.replaceAll(email, 'ADDRESS') };
  return { answer, work: { asked, written } };
}

/** Rows of every table that a request may write to. */
async function countRows({ ledger: { db } }: Institution): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const table of ['reset', 'reset_account', 'delivery', 'sealed', 'data_key', 'event', 'throttle'] as const) {
    const row = await db.selectFrom(table).select(db.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
    counts[table] = row.count;
  }
  return counts;
}

describe('where known and unknown addresses are answered alike, so they are to the byte, after the same work', () => {
  for (const { name, limits, prepare, before = [] } of SITUATIONS) {
    test(`when ${name}`, async () => {
      const settings = { unknownAddress: 'conceal', limits: { ...LIMITS, ...limits } } as const;
      await using web = await startWeb({ settings });
      const { institution } = web;
      const { directory } = institution;
      directory.add('28700001', [PEOPLE.known]);
      directory.add('28700002', [PEOPLE.shared]);
      directory.add('28700003', [PEOPLE.shared]);
      directory.add('28700004', [PEOPLE.disabled], { disabled: true });
      // Makes the data key that all share.
      for (const email of ['personne@exemple.test', ...before]) await ask(web, email, '203.0.113.1');
      await institution.drain();
      prepare?.(institution);
      const answers = new Map<string, Awaited<ReturnType<typeof ask>>>();
      for (const [index, [who, email]] of Object.entries(PEOPLE).entries()) {
        answers.set(who, await ask(web, email, `198.51.100.${index}`));
        await institution.drain();
      }
      const { answer, work } = answers.get('unknown') ?? assert.fail();
      assert.equal(answer.status, 200);
      assert.equal(work.asked, 0, 'nobody has asked the directory yet');
      for (const [who, each] of answers) assert.deepEqual(each, { answer, work }, who);
    });
  }
});
