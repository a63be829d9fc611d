import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { createTempFolder } from '../../tests/support/temp-folder.ts';
import { systemClock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { systemRandom } from '../platform/random.ts';
import { Secret } from '../platform/secret.ts';
import type { Application } from './application.ts';
import { openOwnModule } from './own-module.ts';

const TOOLS = { clock: systemClock, random: systemRandom };
const NEWS = { deliveryId: 'd', accountId: 'a', number: '1', login: 'l', chosenAt: 0, password: new Secret('Mot-1') };
let serial = 0;

async function openText(text: string, connectMs?: number): Promise<Application> {
  const folder = await createTempFolder('jeton-module-');
  serial += 1;
  const path = folder.file(`connector-${serial}.mjs`);
  await writeFile(path, text);
  const settings = { type: 'module', name: 'Portail', path, carries: 'password', options: { where: 'ici' } } as const;
  return await openOwnModule(
    { ...settings, secrets: { key: new Secret('clef') }, capacity: { bytes: 72 } },
    TOOLS,
    connectMs,
  ).finally(() => folder[Symbol.asyncDispose]());
}

const deliver = (application: Application) => application.deliver(NEWS, new AbortController().signal);

test('a module is handed its options, its secrets and the news, and closed in the end', async () => {
  const heard: unknown[] = [];
  Object.assign(globalThis, { heard });
  const application = await openText(`
    export function connect({ name, options, secrets }) {
      globalThis.heard.push(name, options.where, secrets.key.reveal());
      return {
        async deliver({ login, password }) {
          globalThis.heard.push(login, password.reveal());
          return { kind: 'refused', reason: 'history', detail: 'again' };
        },
        close() { globalThis.heard.push('closed'); },
      };
    }`);
  assert.deepEqual(await deliver(application), { kind: 'refused', reason: 'history', detail: 'again' });
  assert.deepEqual(application.capacity, { bytes: 72 });
  await application[Symbol.asyncDispose]();
  assert.deepEqual(heard, ['Portail', 'ici', 'clef', 'l', 'Mot-1', 'closed']);
});

for (const nonsense of [
  ...['undefined', 'true', "{ kind: 'fine' }", "{ kind: 'refused' }", "{ kind: 'refused', detail: 'no' }"],
  ...["{ kind: 'refused', reason: 'policy', detail: 'no' }", "{ kind: 'later' }", "{ kind: 'waiting', detail: 7 }"],
]) {
  test(`an answer that is no outcome is tried again: ${nonsense}`, async () => {
    await using application = await openText(`export const connect = () => ({ deliver: async () => (${nonsense}) });`);
    assert.equal((await deliver(application)).kind, 'later');
  });
}

for (const [wish, heeded] of [
  ["'soon'", undefined],
  ['NaN', undefined],
  ['Infinity', undefined],
  ['-1', undefined],
  ['5000', 5000],
] as const) {
  test(`a wish to be asked later is heeded where it is milliseconds: ${wish}`, async () => {
    const answer = `{ kind: 'later', detail: 'busy', afterMs: ${wish} }`;
    await using application = await openText(`export const connect = () => ({ deliver: async () => (${answer}) });`);
    const expected = heeded === undefined ? {} : { afterMs: heeded };
    assert.deepEqual(await deliver(application), { kind: 'later', detail: 'busy', ...expected });
  });
}

for (const [how, text] of [
  ['at once', "deliver() { throw new Error('never mind'); }"],
  ['later', "async deliver() { throw new Error('never mind'); }"],
] as const) {
  test(`what a module throws ${how} is tried again`, async () => {
    await using application = await openText(`export const connect = () => ({ ${text} });`);
    assert.deepEqual(await deliver(application), { kind: 'later', detail: 'never mind' });
  });
}

test('a module that ignores its signal is waited for no longer than that, nor when it is checked or closed', async () => {
  const never = 'new Promise(() => undefined)';
  const application = await openText(
    `export const connect = () => ({ deliver: () => ${never}, check: () => ${never}, close: () => ${never} });`,
  );
  const giveUp = new AbortController();
  const delivered = application.deliver(NEWS, giveUp.signal);
  const checked = application.check(giveUp.signal);
  giveUp.abort();
  assert.deepEqual(await delivered, { kind: 'later', detail: 'given up' });
  assert.partialDeepStrictEqual(await checked, [{ level: 'failure' }]);
  await application[Symbol.asyncDispose]();
});

for (const [what, text] of [
  ['exports no function', 'export const other = 1;'],
  ['cannot be loaded', 'export const = ;'],
  ['no `deliver`', 'export const connect = () => ({});'],
  ['does not start: never mind', "export const connect = () => { throw new Error('never mind'); };"],
] as const) {
  test(`what is no connector is refused by name: ${what}`, async () => {
    await assert.rejects(openText(text), (thrown: unknown) => {
      return thrown instanceof AppError && thrown.code === 'SETTINGS_INVALID' && thrown.message.includes(what);
    });
  });
}

for (const [what, text] of [
  ['is loaded', 'await new Promise(() => undefined); export const connect = () => ({ deliver() {} });'],
  ['connects', 'export const connect = () => new Promise(() => undefined);'],
] as const) {
  test(`a module that never ${what} does not hold up the start for ever`, async () => {
    await assert.rejects(openText(text, 50), (thrown: unknown) => {
      return (
        thrown instanceof AppError && thrown.code === 'SETTINGS_INVALID' && /not done within 50 ms/.test(thrown.message)
      );
    });
  });
}

for (const nonsense of ['undefined', 'true', "[{ level: 'fine', what: 'a' }]", '[null]', "[{ level: 'ok' }]"]) {
  test(`a check that answers no lines is a failure of the module: ${nonsense}`, async () => {
    const check = `check: async () => (${nonsense})`;
    await using application = await openText(`export const connect = () => ({ deliver() {}, ${check} });`);
    assert.partialDeepStrictEqual(await application.check(), [{ level: 'failure' }]);
  });
}

test('the lines of a module that can be read are kept, beside those that cannot', async () => {
  const check =
    "check: () => [{ level: 'warning', what: 'slow', mend: 'wait' }, { level: 'ok', what: 7 }, { level: 'ok', what: 'up' }]";
  await using application = await openText(`export const connect = () => ({ deliver() {}, ${check} });`);
  const lines = await application.check();
  assert.deepEqual(
    [lines[0], lines[2]],
    [
      { level: 'warning', what: 'slow', mend: 'wait' },
      { level: 'ok', what: 'up' },
    ],
  );
  assert.equal(lines[1]?.level, 'failure');
});
