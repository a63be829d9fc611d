import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { createTempFolder } from '../tests/support/temp-folder.ts';
import { checkImports } from './imports.ts';

const PORT = { 'src/systems/directory.ts': 'export interface Directory { readonly name: string }' };

/** Checks a small house made of these files and answers what is wrong with it. */
async function violationsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  await using folder = await createTempFolder();
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder.path, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return checkImports(folder.path).violations;
}

async function assertRefused(files: Readonly<Record<string, string>>, ...expected: RegExp[]): Promise<void> {
  const violations = await violationsOf(files);
  assert.equal(violations.length, expected.length, violations.join('\n'));
  for (const pattern of expected)
    assert.ok(
      violations.some((text) => pattern.test(text)),
      violations.join('\n'),
    );
}

test('the repository itself keeps the rules, and is really looked at', () => {
  const report = checkImports(join(import.meta.dirname, '..'));
  assert.deepEqual(report.violations, []);
  assert.ok(report.files > 10);
  assert.ok(report.imports > 10);
});

test('an import against the direction of the house is refused, with file, line and rule', async () => {
  await assertRefused(
    {
      'src/policy/a.ts': "\nimport { b } from '../journey/b.ts';\nexport const a = b;",
      'src/journey/b.ts': 'export const b = 1;',
    },
    /^src\/policy\/a\.ts:2 imports src\/journey\/b\.ts: policy may import only platform$/,
  );
});

test('platform imports no other room', async () => {
  await assertRefused(
    {
      'src/platform/a.ts': "import type { P } from '../policy/p.ts';\nexport type A = P;",
      'src/policy/p.ts': 'export type P = 1;',
    },
    /platform imports no other room/,
  );
});

test('a cycle of type-only imports is refused', async () => {
  await assertRefused(
    {
      'src/policy/a.ts': "import type { B } from './b.ts';\nexport interface A { readonly b: B }",
      'src/policy/b.ts': "import type { C } from './c.ts';\nexport interface B { readonly c: C }",
      'src/policy/c.ts': "import { type A } from './a.ts';\nexport interface C { readonly a?: A }",
    },
    /^src\/policy\/a\.ts -> src\/policy\/b\.ts -> src\/policy\/c\.ts -> src\/policy\/a\.ts: no cycles/,
  );
});

test('a cycle through a re-export is refused', async () => {
  await assertRefused(
    {
      'src/policy/a.ts': "export { b } from './b.ts';",
      'src/policy/b.ts': "import * as a from './a.ts';\nexport const b = (): unknown => a;",
    },
    /a\.ts -> src\/policy\/b\.ts -> src\/policy\/a\.ts/,
  );
});

test('a file that imports itself is refused', async () => {
  await assertRefused({ 'src/policy/a.ts': "import * as self from './a.ts';\nexport const a = self;" }, /no cycles/);
});

test('the journey may import a port', async () => {
  const journey = "import type { Directory } from '../systems/directory.ts';\nexport type Needs = Directory;";
  assert.deepEqual(await violationsOf({ ...PORT, 'src/journey/a.ts': journey }), []);
});

test('the journey may not import a connector, not even by a dynamic import or a type', async () => {
  await assertRefused(
    {
      ...PORT,
      'src/systems/ldap.ts': 'export const ldap = 1; export type Ldap = 1;',
      'src/journey/static.ts': "import { ldap } from '../systems/ldap.ts';\nexport const a = ldap;",
      'src/journey/dynamic.ts': "export const load = (): unknown => import('../systems/ldap.ts');",
      'src/journey/type.ts': "export type A = import('../systems/ldap.ts').Ldap;",
    },
    /static\.ts:1 imports src\/systems\/ldap\.ts: journey may import only/,
    /dynamic\.ts:1 imports src\/systems\/ldap\.ts: journey may import only/,
    /type\.ts:1 imports src\/systems\/ldap\.ts: journey may import only/,
  );
});

test('nobody imports main, not even the demo', async () => {
  await assertRefused(
    {
      'src/demo/a.ts': "import { run } from '../main/jeton.ts';\nexport const a = run;",
      'src/main/jeton.ts': 'export const run = 1;',
    },
    /nobody imports main/,
  );
});

test('the product imports neither tests nor scripts, and nobody imports a test', async () => {
  await assertRefused(
    {
      'src/web/a.ts': "import { clock } from '../../tests/support/clock.ts';\nexport const a = clock;",
      'tests/support/clock.ts': 'export const clock = 1;',
      'src/web/b.ts': "import { c } from './c.test.ts';\nexport const b = c;",
      'src/web/c.test.ts': 'export const c = 1;',
    },
    /a\.ts:1 imports tests\/support\/clock\.ts: src imports nothing from outside src/,
    /b\.ts:1 imports src\/web\/c\.test\.ts: nobody imports a test/,
  );
});

test('a unit test may wire connectors that its own room may not', async () => {
  const wired = "import { ldap } from '../systems/ldap.ts';\nexport const a = ldap;";
  assert.deepEqual(
    await violationsOf({ 'src/systems/ldap.ts': 'export const ldap = 1;', 'src/journey/a.test.ts': wired }),
    [],
  );
});

test('a new room without a rule is refused until it has one', async () => {
  await assertRefused(
    {
      'src/attic/a.ts': "import { b } from '../platform/b.ts';\nexport const a = b;",
      'src/platform/b.ts': 'export const b = 1;',
    },
    /the room attic has no rule/,
  );
});
