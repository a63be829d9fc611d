import type { TestEvent } from 'node:test/reporters';

/** A connector on a server, as `describe` names it: `application scim on SCIMMY 1.3`. */
const STAND = /^(directory|application) (.+) on (.+)$/;
type Result = '✓' | '✗' | '–';

interface Column {
  readonly title: string;
  readonly results: Map<string, Result>;
}

/** The matrix of the contract, as Markdown: cases by connectors and their servers; failures in full as they happen. */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const columns = new Map<string, Column>();
  const current = new Map<string, string>();
  const counts = { '✓': 0, '✗': 0, '–': 0 };
  for await (const { type, data } of events) {
    if (type === 'test:start' && data.nesting === 0) current.set(data.file ?? '', data.name);
    if ((type !== 'test:pass' && type !== 'test:fail') || data.nesting !== 1) continue;
    const suite = current.get(data.file ?? '') ?? '';
    if (!STAND.test(suite)) continue;
    const column = columns.get(suite) ?? { title: suite, results: new Map<string, Result>() };
    columns.set(suite, column);
    const isSkipped = data.skip !== undefined && data.skip !== false;
    const result = type === 'test:fail' ? '✗' : isSkipped ? '–' : '✓';
    column.results.set(data.name, result);
    counts[result] += 1;
    if (type === 'test:fail') yield `✗ ${suite}: ${data.name}\n  ${String(data.details.error.cause)}\n`;
  }
  for (const kind of ['directory', 'application']) {
    yield matrix(
      kind,
      [...columns.values()].filter(({ title }) => title.startsWith(`${kind} `)),
    );
  }
  yield `${columns.size} stands; ${counts['✓']} cases passed, ${counts['✗']} failed, ${counts['–']} do not apply\n`;
}

function matrix(kind: string, columns: readonly Column[]): string {
  if (columns.length === 0) return '';
  const cases = [...new Set(columns.flatMap(({ results }) => [...results.keys()]))];
  const titles = columns.map(({ title }) => title.replace(STAND, '$2 on $3'));
  const rows = cases.map((name) => [name, ...columns.map(({ results }) => results.get(name) ?? '')]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return `\n${line([`${kind} contract`, ...titles])}${line(['---', ...titles.map(() => '---')])}${rows.map(line).join('')}\n`;
}
