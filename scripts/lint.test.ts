import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { ESLint } from 'eslint';

const root = join(import.meta.dirname, '..');
// The linter is type-aware: the text takes the place of a file that the compiler knows.
const filePath = join(root, 'src/platform/clock.ts');

async function rulesBrokenBy(text: string): Promise<readonly string[]> {
  const [result] = await new ESLint({ cwd: root }).lintText(text, { filePath });
  return result?.messages.map(({ ruleId, message }) => ruleId ?? message) ?? [];
}

test('a mail that is sent without being awaited is caught', async () => {
  const text = `
    import { createTransport } from 'nodemailer';
    export function announce(): void {
      const transport = createTransport({ host: '127.0.0.1' });
      transport.sendMail({ to: 'a@univ.example' });
    }`;
  assert.deepEqual(await rulesBrokenBy(text), ['@typescript-eslint/no-floating-promises']);
});

test('an LDAP call that is not awaited is caught', async () => {
  const text = `
    import { Client } from 'ldapts';
    export function open(client: Client): void {
      client.bind('cn=jeton', 'secret');
    }`;
  assert.ok((await rulesBrokenBy(text)).includes('@typescript-eslint/no-floating-promises'));
});

test('a promise where a condition is expected is caught', async () => {
  const text = `
    async function isEligible(): Promise<boolean> {
      return Promise.resolve(false);
    }
    export function decide(): string {
      return isEligible() ? 'yes' : 'no';
    }`;
  assert.ok((await rulesBrokenBy(text)).includes('@typescript-eslint/no-misused-promises'));
});

test('the same code with the promise awaited passes', async () => {
  const text = `
    import { createTransport } from 'nodemailer';
    export async function announce(): Promise<void> {
      const transport = createTransport({ host: '127.0.0.1' });
      await transport.sendMail({ to: 'a@univ.example' });
    }`;
  assert.deepEqual(await rulesBrokenBy(text), []);
});
