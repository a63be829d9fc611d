import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { HOUR, type Institution, SETTINGS, startInstitution, startProcess } from '../../tests/support/institution.ts';
import { solve } from '../../tests/support/solve.ts';
import { CLIENT } from '../../tests/support/steps.ts';
import type { ProofNeeded } from './outcomes.ts';

const KNOWN = 'connue@courriel.test';
const UNKNOWN = 'inconnu@courriel.test';
const ELSEWHERE = '198.51.100.1';
const MINUTE = 60_000;
const LIMITS = SETTINGS.limits ?? assert.fail('the tests have limits');
const settings = { limits: { ...LIMITS, unknownPerClient: { count: 1, windowMs: HOUR } } };

type Asked = Partial<Parameters<Institution['journey']['requestLink']>[0]>;

const ask = ({ journey }: Pick<Institution, 'journey'>, asked: Asked) =>
  journey.requestLink({ address: UNKNOWN, client: CLIENT, language: 'fr', ...asked });

async function needed(institution: Institution, asked: Asked = {}): Promise<ProofNeeded> {
  const outcome = await ask(institution, asked);
  assert.ok(outcome.kind === 'proof-needed', outcome.kind);
  return outcome;
}

/** An institution whose client networks have had their share of unknown answers. */
async function afterTheShare(): Promise<Institution> {
  const institution = await startInstitution(settings);
  institution.directory.add('28700001', [KNOWN]);
  for (const client of [CLIENT, ELSEWHERE]) assert.equal((await ask(institution, { client })).kind, 'unknown');
  return institution;
}

describe('once a network has had its share of unknown answers', () => {
  test('a proof of work is asked for, whether the address is known or not, and then the answer is neutral', async () => {
    await using institution = await afterTheShare();
    const { directory, mailer } = institution;
    directory.down = true;
    for (const address of [KNOWN, UNKNOWN]) {
      const { challenge, early } = await needed(institution, { address });
      assert.equal(early, false);
      assert.equal((await ask(institution, { address, proof: solve(challenge) })).kind, 'neutral', address);
    }
    directory.down = false;
    institution.clock.advance(HOUR);
    await institution.drain();
    assert.deepEqual(
      mailer.sent.map(({ to }) => to),
      [KNOWN],
    );
  });

  test('a proof is good once, on whichever process, however many show it at once', async () => {
    await using institution = await afterTheShare();
    await using other = await startProcess(institution, { owner: 'other', settings });
    const { challenge } = await needed(institution);
    const proof = solve(challenge);
    const shown = Array.from({ length: 16 }, (_, index) => ask(index % 2 === 0 ? institution : other, { proof }));
    const kinds = (await Promise.all(shown)).map(({ kind }) => kind);
    assert.deepEqual(
      [kinds.filter((kind) => kind === 'neutral').length, kinds.filter((kind) => kind === 'proof-needed').length],
      [1, 15],
    );
    institution.clock.advance(30 * MINUTE);
    assert.equal((await ask(institution, { proof })).kind, 'proof-needed', 'nor when it has expired');
  });

  test('a proof is good for its address, in any spelling, and for its network', async () => {
    await using institution = await afterTheShare();
    const { challenge } = await needed(institution);
    const proof = solve(challenge);
    assert.equal((await ask(institution, { proof, address: KNOWN })).kind, 'proof-needed');
    assert.equal((await ask(institution, { proof, client: ELSEWHERE })).kind, 'proof-needed');
    assert.equal((await ask(institution, { proof: '' })).kind, 'proof-needed');
    assert.equal((await ask(institution, { proof, address: ` ${UNKNOWN.toUpperCase()}` })).kind, 'neutral');
  });

  test('who cannot compute waits: the ticket is good from its time on, once, and for its address', async () => {
    await using institution = await afterTheShare();
    const { clock } = institution;
    const { ticket, readyAt } = await needed(institution);
    clock.advance(readyAt - clock.now() - 1);
    const early = await needed(institution, { ticket });
    assert.deepEqual([early.early, early.ticket, early.readyAt], [true, ticket, readyAt]);
    clock.advance(1);
    assert.equal((await ask(institution, { ticket, address: KNOWN })).kind, 'proof-needed');
    assert.equal((await ask(institution, { ticket, client: ELSEWHERE })).kind, 'proof-needed');
    assert.equal((await ask(institution, { ticket })).kind, 'neutral');
    clock.advance(MINUTE);
    assert.notEqual((await needed(institution, { ticket })).ticket, ticket);
  });

  test('of a network that collects tickets one gets through at a time, and nobody elsewhere is held up', async () => {
    await using institution = await afterTheShare();
    const { clock } = institution;
    const tickets: string[] = [];
    for (let index = 0; index < 8; index += 1) tickets.push((await needed(institution)).ticket);
    const { ticket: elsewhere } = await needed(institution, { client: ELSEWHERE });
    clock.advance(MINUTE);
    const kinds = [];
    for (const ticket of tickets) kinds.push((await ask(institution, { ticket })).kind);
    assert.deepEqual(kinds, ['neutral', ...Array.from({ length: 7 }, () => 'proof-needed')]);
    assert.equal((await ask(institution, { ticket: elsewhere, client: ELSEWHERE })).kind, 'neutral');
    clock.advance(MINUTE);
    assert.equal((await ask(institution, { ticket: tickets[1] })).kind, 'neutral', 'those who had to wait kept theirs');
  });
});

test('with `conceal` no proof is asked for', async () => {
  await using institution = await startInstitution({ ...settings, unknownAddress: 'conceal' });
  for (let time = 0; time < 5; time += 1) assert.equal((await ask(institution, {})).kind, 'neutral');
});
