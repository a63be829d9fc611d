import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpentBudgets } from './spent-budgets.ts';

test('a budget is known to be spent until its window ends, and not before it was found to be', () => {
  const spent = new SpentBudgets();
  assert.equal(spent.find('a', 1000), undefined);
  spent.note('a', { from: 1000, until: 2000 });
  assert.equal(spent.find('a', 1999), 2000);
  assert.equal(spent.find('b', 1999), undefined);
  assert.equal(spent.find('a', 2000), undefined);
  assert.equal(spent.find('a', 1999), undefined, 'forgotten');
  spent.note('a', { from: 1000, until: 2000 });
  assert.equal(spent.find('a', 999), undefined, 'the clock was set back');
});

test('a flood from everywhere does not fill the memory', () => {
  const spent = new SpentBudgets();
  const held = () => Array.from({ length: 25_000 }, (_, index) => spent.find(`b${index}`, 1)).filter(Boolean).length;
  for (let index = 0; index < 25_000; index += 1) spent.note(`b${index}`, { from: 0, until: 2 });
  assert.ok(held() <= 10_000 && spent.find('b24999', 1) === 2);
});
