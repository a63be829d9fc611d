import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { solveChallenge, verifySolution } from 'altcha-lib/v1';
import { type Challenge, type Holder, newChallenge, readSolution } from './altcha.ts';
import { systemRandom } from './random.ts';
import { Secret } from './secret.ts';

const KEY = 'a key of thirty-two ascii letters';
const LIFE_MS = 60_000;
const holder: Holder = {
  key: new Secret(Buffer.from(KEY)),
  subject: '192.0.2.1 a@exemple.test',
  now: 1_790_000_000_000,
};

/** As the reference implementation solves it. */
async function solve({ challenge, salt, algorithm, maxnumber }: Challenge): Promise<number> {
  const solution = await solveChallenge(challenge, salt, algorithm, maxnumber).promise;
  return solution?.number ?? assert.fail('no solution');
}

function payloadOf(fields: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(fields)).toString('base64');
}

async function solved(more: Readonly<Record<string, unknown>> = {}) {
  const challenge = newChallenge(holder, systemRandom, LIFE_MS);
  const fields = { ...challenge, number: await solve(challenge) };
  return { challenge, fields, payload: payloadOf({ ...fields, ...more }) };
}

describe('a challenge', () => {
  test('is one that the reference implementation solves, and its solution one that it accepts, as we do', async () => {
    const { payload, challenge } = await solved();
    assert.equal(await verifySolution(payload, KEY, false), true);
    assert.deepEqual(readSolution(holder, payload), { id: challenge.challenge, expiresAt: holder.now + LIFE_MS });
    assert.equal(await verifySolution(payload, `${KEY}.`, false), false);
  });

  test('is good for its subject, until it expires, and under its key', async () => {
    const { payload } = await solved();
    assert.ok(readSolution({ ...holder, now: holder.now + LIFE_MS - 1 }, payload));
    for (const other of [
      { now: holder.now + LIFE_MS },
      { subject: '192.0.2.2 a@exemple.test' },
      { key: new Secret(Buffer.from(`${KEY}.`)) },
    ]) {
      assert.equal(readSolution({ ...holder, ...other }, payload), undefined, JSON.stringify(other));
    }
  });

  test('cannot be changed, and no digit can be moved from the number into the salt', async () => {
    const { fields, challenge } = await solved();
    const { salt, number } = fields;
    const later = salt.replace(/expires=\d+/, 'expires=999999999999');
    const spliced = {
      ...fields,
      salt: `${salt}${String(number).slice(0, 1)}`,
      number: Number(String(number).slice(1)),
    };
    for (const wrong of [
      { ...fields, number: number + 1 },
      { ...fields, number: -1 },
      { ...fields, number: String(number) },
      { ...fields, number: [number] },
      { ...fields, algorithm: 'SHA-1' },
      { ...fields, signature: challenge.challenge },
      { ...fields, signature: [fields.signature] },
      { ...fields, challenge: fields.signature },
      { ...fields, salt: later },
      { ...fields, salt: { toString: salt } },
      spliced,
      {},
      [],
      null,
    ]) {
      assert.equal(readSolution(holder, payloadOf(wrong as never)), undefined, JSON.stringify(wrong));
    }
  });

  test('is not met by what is no payload', () => {
    for (const text of ['', '=', 'bnVsbA==', '{', 'a'.repeat(1025), '\u0000', 'eyJudW1iZXIiOjF9']) {
      assert.equal(readSolution(holder, text), undefined, text.slice(0, 20));
    }
  });
});
