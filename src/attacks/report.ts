import { type Row, type Verdict, attackWith } from './row.ts';
import type { Scene } from './scene.ts';

export interface Outcome {
  readonly row: Row;
  readonly verdict: Verdict;
}

/** Tries rows one after the other. @param tell hears of each as soon as it is done */
export async function attackAll(
  rows: readonly Row[],
  scene: Scene,
  tell: (outcome: Outcome) => void,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const row of rows) {
    const outcome = { row, verdict: await attackWith(row, scene) };
    outcomes.push(outcome);
    tell(outcome);
  }
  return outcomes;
}

const MARKS = { held: 'held', broken: 'BROKEN', 'not-tried': 'not tried' } as const;

/** What became of one row: a line, and one for each thing that got through. */
export function linesOfOutcome({ row: { number, title }, verdict }: Outcome): readonly string[] {
  const tried = verdict.kind === 'not-tried' ? verdict.why : `${verdict.tried} tried`;
  const first = `${String(number).padStart(3)}  ${MARKS[verdict.kind].padEnd(9)}  ${title} (${tried})`;
  return [first, ...(verdict.kind === 'broken' ? verdict.how.map((how) => `                  -> ${how}`) : [])];
}

/** One line about all of them. */
export function summaryOf(outcomes: readonly Outcome[]): string {
  const count = (kind: Verdict['kind']): number => outcomes.filter(({ verdict }) => verdict.kind === kind).length;
  return `${outcomes.length} rows: ${count('held')} held, ${count('broken')} broken, ${count('not-tried')} not tried`;
}

/** Rows as data, for other programs. */
export function dataOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ row: { number, title, knownFrom }, verdict }) => ({
    number,
    title,
    knownFrom,
    ...verdict,
  }));
  return `${JSON.stringify(rows, undefined, 2)}\n`;
}
