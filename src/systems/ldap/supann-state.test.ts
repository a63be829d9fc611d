import assert from 'node:assert/strict';
import { test } from 'node:test';

import { closedBySupann, dayOf } from './supann-state.ts';

const TODAY = dayOf(Date.UTC(2026, 7, 31, 12));

function plain(...states: string[]): string {
  return closedBySupann({ states, dated: [] }, TODAY) ?? 'open';
}
function dated(...values: string[]): string {
  return closedBySupann({ states: [], dated: values }, TODAY) ?? 'open';
}

test('nothing said, an active account, and what is said of other resources close nothing', () => {
  assert.equal(plain(), 'open');
  assert.equal(plain('{COMPTE}A', '{MAIL}I', '{VPN}S'), 'open');
  assert.equal(dated('{MAIL}I:SupannInactif:20200101:', '{UAI:0000000X:CLOUD}S::20200101:'), 'open');
  assert.equal(dated('{COMPTE}A:SupannAnticipe:20260701:20260901'), 'open');
  assert.equal(dated('{COMPTE}A:SupannSursis:20260831:'), 'open');
});

test('inactive and suspended accounts are disabled, however they are written', () => {
  for (const state of ['{COMPTE}I', '{COMPTE}S', '{compte}i', '{COMPTE}I:SupannInactif', '{COMPTE} S', '{COMPTE}X'])
    assert.equal(plain('{MAIL}A', state), 'disabled', state);
  for (const value of [
    '{COMPTE}S:SupannVerrouAdministratif:20260101:',
    '{COMPTE}S:SupannVerrouTechnique::',
    '{COMPTE}I::20260831:',
    '{COMPTE}I:SupannPrecree:20260801:20260901',
    '{COMPTE}I',
  ])
    assert.equal(dated(value), 'disabled', value);
});

test('an entitlement is good until the end of its last day', () => {
  assert.equal(dated('{COMPTE}A:SupannActif:20250901:20260831'), 'open');
  assert.equal(dated('{COMPTE}A:SupannActif:20250901:20260830'), 'expired');
  assert.equal(dated('{COMPTE}A:SupannActif::20260830'), 'expired');
  assert.equal(dated('{COMPTE}A::2025-09-01:2026-08-30'), 'expired');
  assert.equal(dated('{COMPTE}A::20250901000000Z:20260830235959Z'), 'expired');
});

test('an entitlement that follows another one keeps the account open', () => {
  const last = '{COMPTE}A:SupannActif:20240901:20250831';
  assert.equal(dated(last, '{COMPTE}A:SupannActif:20250901:20260930'), 'open');
  assert.equal(dated(last, '{COMPTE}A:SupannActif:20260901:20270831'), 'expired');
});

test('a state that is over, or still to come, closes nothing', () => {
  assert.equal(dated('{COMPTE}S:SupannVerrouAdministratif:20260101:20260201'), 'open');
  assert.equal(dated('{COMPTE}I:SupannExpire:20270101:'), 'open');
});

test('days that cannot be read are none', () => {
  assert.equal(dated('{COMPTE}A:SupannActif:bientôt:jamais'), 'open');
  assert.equal(dated('{COMPTE}A:SupannActif:'), 'open');
  assert.equal(dated('{COMPTE}', '{COMPTE', 'COMPTE}I', ''), 'open');
});

test('an account that waits for its owner to take possession of it may have its first password', () => {
  assert.equal(dated('{COMPTE}I:SupannCree:20260801:'), 'open');
  const awaited = { states: ['{COMPTE}I'], dated: ['{COMPTE}I:SupannCree:20260801:'] };
  assert.equal(closedBySupann(awaited, TODAY), undefined);
  const locked = { states: ['{COMPTE}S'], dated: awaited.dated };
  assert.equal(closedBySupann(locked, TODAY), 'disabled');
});
