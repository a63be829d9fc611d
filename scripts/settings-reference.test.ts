import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const script = join(import.meta.dirname, 'settings-reference.ts');

test('the settings reference and the JSON Schema are those of the schema that checks the settings', async () => {
  // It exits with 1 and names the stale file otherwise.
  await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', script, '--check']);
});
