import assert from 'node:assert/strict';
import { test } from 'node:test';
import { institutionSection } from './institution.ts';

const USUAL = {
  name: 'Université Exemple',
  support: { email: 'assistance@univ.example' },
  privacy: { contact: 'dpo@univ.example' },
};

async function faultsOf(more: object): Promise<readonly string[]> {
  const { error } = await institutionSection({ folder: '/', environment: {} }).safeParseAsync({ ...USUAL, ...more });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test('a colour on which white text is not read is refused, with the contrast that it has', async () => {
  assert.deepEqual(await faultsOf({ colours: { accent: '#ffcc00' } }), [
    'colours.accent: white text on it has a contrast of 1.5 to 1, and needs 4.5; take a darker shade',
  ]);
  assert.deepEqual(await faultsOf({ colours: { band: '#777777' } }), [
    'colours.band: white text on it has a contrast of 4.4 to 1, and needs 4.5; take a darker shade',
  ]);
  assert.deepEqual(await faultsOf({ colours: { accent: '#767676', band: '#000000' } }), []);
});

test('what is no colour is told so once', async () => {
  for (const written of ['navy', '#fff', '#14255a;}', 12]) {
    assert.equal((await faultsOf({ colours: { band: written } })).length, 1, String(written));
  }
});

test('only an audit can say that the service conforms', async () => {
  assert.deepEqual(await faultsOf({ accessibility: { status: 'full' } }), [
    'accessibility.audit: is missing; only an audit can say that the service conforms',
  ]);
  assert.deepEqual(await faultsOf({ accessibility: { status: 'partial', audit: 'Exemple, 2026, 92 %' } }), []);
});

test('a service that conforms wholly has nothing that is not accessible', async () => {
  const stated = { audit: 'Exemple, 2026', gaps: ['Le logo n’a pas de texte.'] };
  assert.deepEqual(await faultsOf({ accessibility: { ...stated, status: 'full' } }), [
    'accessibility.gaps: lists what is not accessible; with it the service conforms in part: status: partial',
  ]);
  assert.deepEqual(await faultsOf({ accessibility: { ...stated, status: 'partial' } }), []);
});

test('the statement is of a day that there is', async () => {
  const fault = 'accessibility.established: is no day; write it as 2026-03-01';
  for (const established of ['2026-02-30', '1/3/2026', '2026-3-1', 'demain']) {
    assert.deepEqual(await faultsOf({ accessibility: { established } }), [fault], established);
  }
  assert.deepEqual(await faultsOf({ accessibility: { established: '2028-02-29' } }), []);
});
