import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import ts from 'typescript';

import { findCycles } from './cycles.ts';
import { HOUSE } from './house.ts';

/** One import between two of our own files; paths are relative to the root, with `/`. */
export interface Import {
  readonly from: string;
  readonly to: string;
  readonly line: number;
}

export interface ImportsReport {
  readonly files: number;
  readonly imports: number;
  /** One text per violation: the file, what it imports, and the rule. */
  readonly violations: readonly string[];
}

const SOURCES = ['src/**/*.ts', 'tests/**/*.ts', 'scripts/**/*.ts', 'bench/**/*.ts'];
const isTest = (file: string): boolean => file.endsWith('.test.ts');

/** The room a file under `src/` belongs to; undefined for tests and scripts. */
function roomOf(file: string): string | undefined {
  return /^src\/([^/]+)\//.exec(file)?.[1];
}

/** What one file imports of our own: static, re-exported, dynamic and type-only imports alike. */
function readImports(root: string, from: string): Import[] {
  const text = readFileSync(join(root, from), 'utf8');
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName, pos }) => ({
      from,
      to: posix.join(dirname(from).split(sep).join('/'), fileName),
      line: text.slice(0, pos).split('\n').length,
    }));
}

/** Why this import is against the house's rules, or undefined when it is not. */
function objection({ from, to }: Import): string | undefined {
  if (isTest(to)) return 'nobody imports a test';
  const room = roomOf(from);
  if (room === undefined || isTest(from)) return undefined;
  const target = roomOf(to);
  if (target === undefined) return 'src imports nothing from outside src';
  if (target === room) return undefined;
  if (target === 'main') return 'nobody imports main';
  const rule = HOUSE[room];
  if (rule === undefined) return `the room ${room} has no rule in scripts/house.ts`;
  if (rule.rooms.includes(target) || rule.files.some((file) => to === `src/${file}`)) return undefined;
  const allowed = [...rule.rooms, ...rule.files];
  return allowed.length === 0 ? `${room} imports no other room` : `${room} may import only ${allowed.join(', ')}`;
}

/** Reads every source file under `root` and compares its imports with the house's rules; cycles count type-only imports too. */
export function checkImports(root: string): ImportsReport {
  const files = globSync(SOURCES, { cwd: root, exclude: (path) => path.endsWith('node_modules') })
    .map((file) => file.split(sep).join('/'))
    .sort();
  const imports = files.flatMap((file) => readImports(root, file));
  const wrongWay = imports.flatMap((one) => {
    const rule = objection(one);
    return rule === undefined ? [] : [`${one.from}:${one.line} imports ${one.to}: ${rule}`];
  });
  const cycles = findCycles(imports).map((cycle) => `${cycle.join(' -> ')}: no cycles, type-only imports included`);
  return { files: files.length, imports: imports.length, violations: [...wrongWay, ...cycles] };
}

if (import.meta.main) {
  const root = relative('.', join(import.meta.dirname, '..')) || '.';
  const { files, imports, violations } = checkImports(root);
  for (const violation of violations) console.error(violation);
  console.log(`${files} files, ${imports} imports, ${violations.length} against the rules`);
  // A tool that looks at nothing must not say that all is well.
  if (violations.length > 0 || imports === 0) process.exitCode = 1;
}
