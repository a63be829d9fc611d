import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NoMail, type Row, Throttled, attackWith } from './row.ts';
import type { Scene } from './scene.ts';

const url = new URL('https://passwords.univ.example/');
const sceneOf = (isLive: boolean): Scene => ({
  ...{ url, origin: url, a: { address: 'a@univ.example' }, b: { address: 'b@univ.example' }, powers: {}, isLive },
  ...{ inbox: { mails: () => Promise.resolve([]) }, patienceMs: 0 },
  transport: () => () => Promise.reject(new Error('nothing is sent')),
});
/** A row that finds so many holes before it is ended by this. */
const endedBy = (thrown: Error, holes = 0): Row => ({
  ...{ number: 1, title: 'a row', knownFrom: 'nowhere' },
  attack(_scene, note) {
    for (let count = 0; count < holes; count += 1) note('a hole', false);
    return Promise.reject(thrown);
  },
});

for (const thrown of [new Throttled('answered 429'), new NoMail('no mail has come')]) {
  test(`${thrown.name} is no hole of an instance in use, which spares itself`, async () => {
    const verdict = await attackWith(endedBy(thrown), sceneOf(true));
    assert.ok(verdict.kind === 'not-tried' && verdict.why.startsWith(thrown.message), JSON.stringify(verdict));
  });

  test(`${thrown.name} hides no hole that was found before`, async () => {
    const verdict = await attackWith(endedBy(thrown, 1), sceneOf(true));
    assert.ok(verdict.kind === 'broken' && verdict.how.includes('a hole'), JSON.stringify(verdict));
  });

  test(`${thrown.name} on a bench, which has no such limits, is a fault to look at`, async () => {
    assert.equal((await attackWith(endedBy(thrown), sceneOf(false))).kind, 'broken');
  });
}
