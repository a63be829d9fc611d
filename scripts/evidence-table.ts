import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

const docs = join(import.meta.dirname, '..', 'docs');

interface Row {
  readonly id: string;
  readonly status: string;
  readonly how: string;
  readonly evidence: string;
}

interface EvidenceTable {
  /** In `docs`. */
  readonly file: string;
  /** What the first cell of a row looks like, as a pattern. */
  readonly row: string;
  /** What the standard has, in its order. */
  readonly expected: readonly string[];
}

/** Holds a document that says row by row how a standard is met to the standard's rows and to the tests that it names. */
export function describeTable({ file, row, expected }: EvidenceTable): void {
  const page = readFileSync(join(docs, file), 'utf8');
  const rows = rowsOf(page, row);

  describe(`docs/${file}`, () => {
    test('has every row of the standard, in its order', () => {
      assert.deepEqual(
        rows.map(({ id }) => id),
        expected,
      );
    });

    test('says of each whether it is met, and of what is not, why', () => {
      for (const { id, status, how, evidence } of rows) {
        assert.match(status, /^(?:met|not met|n\/a)$/, id);
        assert.ok(how !== '' || (status === 'met' && evidence !== ''), `${id} says nothing`);
      }
    });

    test('counts what it says', () => {
      const count = (wanted: string): number => rows.filter(({ status }) => status === wanted).length;
      const counts = [count('met'), count('not met'), count('n/a'), rows.length];
      assert.match(page, new RegExp(`\\| ${counts.join(' +\\| +')} +\\|`));
    });

    test('names tests that are there', () => {
      const named = rows.flatMap(({ evidence }) => [...evidence.matchAll(/\]\(([^)]+)\): “([^”]+)”/g)]);
      assert.ok(named.length > rows.filter(({ status }) => status === 'met').length / 2);
      for (const [, test = '', name = ''] of named) {
        assert.ok(readFileSync(join(docs, test), 'utf8').includes(name), `${test} has no test “${name}”`);
      }
    });
  });
}

function rowsOf(page: string, row: string): readonly Row[] {
  return Array.from(page.matchAll(new RegExp(`^\\| (${row}) +\\|(.*)\\|$`, 'gm')), ([, id = '', cells = '']) => {
    const [, status = '', how = '', evidence = ''] = cells.split(' | ').map((cell) => cell.trim());
    return { id, status, how, evidence };
  });
}
