import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { signalGroup } from '../../src/main/signal-group.ts';
import { Secret } from '../../src/platform/secret.ts';
import type { Application, PasswordNews } from '../../src/systems/application.ts';
import { buildCommand } from '../../src/systems/command.ts';
import { processesIn } from '../support/processes.ts';
import { type TempFolder, createTempFolder } from '../support/temp-folder.ts';
import { until } from '../support/until.ts';

const PASSWORD = 'Forêt-"né"-3\\œufs';
const NEWS: PasswordNews = {
  ...{ deliveryId: '0193a1b2-0000-7000-8000-000000000001', accountId: 'id-1', number: '28700001', login: 'cmartin' },
  ...{ password: new Secret(PASSWORD), chosenAt: Date.UTC(2026, 9, 6, 8, 15) },
};
const patient = (): AbortSignal => new AbortController().signal;

/** A connector to a shell script of the test's own, which runs in the folder. */
async function connect(folder: TempFolder, script: string, args: readonly string[] = []): Promise<Application> {
  const path = folder.file('set-password');
  await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return buildCommand(
    {
      ...({ type: 'command', name: 'Badges', path, args, folder: folder.path } as const),
      ...{ timeoutMs: 15_000, capacity: undefined },
    },
    { signalGroup },
  );
}

describe('the exit code is the answer', () => {
  const cases = [
    ['exit 0', { kind: 'done' }],
    ['echo history; exit 10', { kind: 'refused', reason: 'history', detail: 'exit 10' }],
    ['echo "too-long  "; echo more; exit 10', { kind: 'refused', reason: 'too-long', detail: 'exit 10' }],
    ['echo "no, thank you"; exit 10', { kind: 'refused', reason: 'other', detail: 'exit 10' }],
    ['exit 10', { kind: 'refused', reason: 'other', detail: 'exit 10' }],
    ['echo "not known" >&2; exit 20', { kind: 'waiting', detail: 'exit 20: not known' }],
    ['echo "come back" >&2; exit 30', { kind: 'later', detail: 'exit 30: come back' }],
    ['exit 1', { kind: 'later', detail: 'exit 1' }],
    ['no-such-program', { kind: 'later' }],
    ['kill -9 $$', { kind: 'later', detail: 'it was ended by SIGKILL' }],
  ] as const;
  for (const [script, expected] of cases) {
    test(script, async () => {
      await using folder = await createTempFolder();
      const application = await connect(folder, script);
      assert.partialDeepStrictEqual(await application.deliver(NEWS, patient()), expected);
    });
  }
});

test('it reads one JSON object, and the password stands nowhere else', async () => {
  await using folder = await createTempFolder();
  const script =
    'cat > news; tr "\\0" "\\n" < /proc/$$/environ > environment; tr "\\0" "\\n" < /proc/$$/cmdline > line';
  const application = await connect(folder, script, ['--group', 'étudiants; rm']);
  assert.deepEqual(await application.deliver(NEWS, patient()), { kind: 'done' });
  const read = (name: string): Promise<string> => readFile(folder.file(name), 'utf8');
  assert.deepEqual(JSON.parse(await read('news')), {
    ...{ deliveryId: NEWS.deliveryId, accountId: 'id-1', number: '28700001', login: 'cmartin' },
    ...{ password: PASSWORD, chosenAt: '2026-10-06T08:15:00.000Z' },
  });
  const names = (await read('environment')).split('\n').map((line) => line.split('=')[0] ?? '');
  assert.deepEqual(names.filter((name) => name !== '').sort(), ['LANG', 'PATH']);
  assert.deepEqual((await read('line')).split('\n').slice(-3), ['--group', 'étudiants; rm', '']);
});

test('what it tells operators is short, on one line and without the password', async () => {
  await using folder = await createTempFolder();
  const application = await connect(folder, 'cat >&2; printf "\\n\\033[31m%0500d" 7 >&2; exit 30');
  const carried = await application.deliver(NEWS, patient());
  const detail = carried.kind === 'later' ? carried.detail : '';
  assert.match(detail, /^exit 30: \{.*"password":"\[redacted\]"/);
  assert.ok(detail.length <= 210, detail);
  assert.doesNotMatch(detail, /\p{Cc}|Forêt|œufs/u);
});

test('when the time is up, all that it started is ended, and nothing comes after the answer', async () => {
  await using folder = await createTempFolder();
  const script = `trap '' TERM; (trap '' TERM; sleep 1000) & echo up > up; wait; echo late > late`;
  const application = await connect(folder, script);
  const giveUp = new AbortController();
  const delivering = application.deliver(NEWS, giveUp.signal);
  await until(() => readFile(folder.file('up'), 'utf8').catch(() => undefined), { missing: 'it did not start' });
  giveUp.abort();
  assert.deepEqual(await delivering, { kind: 'later', detail: 'given up' });
  assert.deepEqual(processesIn(folder.path), []);
  await assert.rejects(readFile(folder.file('late')), { code: 'ENOENT' });
});

test('what it leaves behind holds nobody up, and is ended with it', async () => {
  await using folder = await createTempFolder();
  const application = await connect(folder, 'sleep 1000 & exit 0');
  assert.deepEqual(await application.deliver(NEWS, patient()), { kind: 'done' });
  await until(() => (processesIn(folder.path).length === 0 ? true : undefined), { missing: 'the end of what it left' });
});

test('an executable that others can change is warned of', async () => {
  await using folder = await createTempFolder();
  const application = await connect(folder, 'exit 0');
  assert.equal((await application.check())[0]?.level, 'ok');
  await chmod(folder.file('set-password'), 0o777);
  assert.equal((await application.check())[0]?.level, 'warning');
  await chmod(folder.file('set-password'), 0o644);
  assert.equal((await application.check())[0]?.level, 'failure');
});
