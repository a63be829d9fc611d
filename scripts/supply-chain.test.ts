import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
}

/** What the lockfile installs, by the folder it goes to; the project itself left out. */
function readLocked(): readonly (readonly [name: string, locked: Locked])[] {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
  return Object.entries(packages)
    .filter(([folder]) => folder !== '')
    .map(([folder, locked]) => [folder.replace(/^.*node_modules\//, ''), locked] as const);
}

type Named = 'dependencies' | 'devDependencies' | 'optionalDependencies';
const named = JSON.parse(read('package.json')) as Readonly<Record<Named, Readonly<Record<string, string>>>>;

describe('what Jeton is made of', () => {
  test('nothing runs at install, and every package is known by its hash', () => {
    const locked = readLocked();
    assert.ok(locked.length > 50);
    assert.deepEqual(
      locked.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([name]) => name),
      [],
    );
    assert.deepEqual(
      locked.filter(([, { integrity }]) => integrity?.startsWith('sha512-') !== true).map(([name]) => name),
      [],
    );
  });

  test('every dependency is pinned to one version, and its reason is written', () => {
    const reasons = read('docs/dependencies.md');
    for (const group of [named.dependencies, named.devDependencies, named.optionalDependencies]) {
      for (const [name, version] of Object.entries(group)) {
        assert.match(version, /^\d+\.\d+\.\d+$/, name);
        if (!name.startsWith('@types/')) assert.ok(reasons.includes(`\`${name}\``), `${name} has no reason`);
      }
    }
  });

  test('the document counts what the lockfile installs', () => {
    const count = readLocked().filter(([, { dev }]) => dev !== true).length;
    assert.match(read('docs/dependencies.md'), new RegExp(`\\b${count} packages\\b`));
  });

  test('the bill of materials names every package of a service, with its version and hash', () => {
    const output = execFileSync('npm', ['run', '--silent', 'sbom'], { cwd: root, encoding: 'utf8' });
    const { bomFormat, components } = JSON.parse(output) as {
      bomFormat: string;
      components: readonly { name: string; version: string; hashes?: readonly unknown[] }[];
    };
    assert.equal(bomFormat, 'CycloneDX');
    const listed = new Map(components.map(({ name, version, hashes }) => [`${name}@${version}`, hashes?.length ?? 0]));
    const needed = readLocked().filter(([, { dev }]) => dev !== true);
    const expected = new Set(needed.map(([name, { version }]) => `${name}@${version}`));
    assert.deepEqual([...listed.keys()].toSorted(), [...expected].toSorted());
    assert.deepEqual(
      [...listed].filter(([, hashes]) => hashes === 0),
      [],
    );
  });
});
