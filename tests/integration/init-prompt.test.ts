import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from '../support/until.ts';

const PROBE = join(import.meta.dirname, '../support/ask-twice.ts');
const ARROW_UP = '\u001B[A';

test('a password that was typed does not come back with the arrow up', async () => {
  // script(1) gives it a terminal.
  const line = `'${process.execPath}' --disable-warning=ExperimentalWarning '${PROBE}'`;
  const child = spawn('script', ['-qec', line, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let shown = '';
  child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
  const sees = (text: string) => until(() => shown.includes(text) || undefined, { missing: `${text} in ${shown}` });
  await sees('Password: ');
  child.stdin.write('TopSecret1\r');
  await sees('Next: ');
  child.stdin.write(`${ARROW_UP}x\r`);
  await new Promise((resolve) => child.on('close', resolve));
  assert.doesNotMatch(shown, /TopSecret1/);
});
