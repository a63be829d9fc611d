import { type Outcome, attackAll, linesOfOutcome, summaryOf } from '../src/attacks/report.ts';
import { ROWS } from '../src/attacks/rows/index.ts';
import { startBench } from '../tests/attacks/bench.ts';
import { WEAKENED } from '../tests/attacks/weakened/index.ts';
import { prepare } from './prepare.ts';

/** `npm run attacks [-- --weakened]`: the suite against the running product, or each row against a build that it must break. */
const HELP = `npm run attacks [-- --weakened]: known attacks against the running product, with a real directory and a real relay

  --weakened  instead: each row against a build that was made weaker for it, which it must break

Exit code 0 when everything held, or with --weakened when every weaker build was broken; 1 otherwise.`;

function tell(outcome: Outcome): void {
  for (const line of linesOfOutcome(outcome)) console.log(line);
}

async function attackProduct(): Promise<boolean> {
  await using bench = await startBench();
  const outcomes = await attackAll(ROWS, bench.scene, tell);
  console.log(summaryOf(outcomes));
  return outcomes.every(({ verdict }) => verdict.kind === 'held');
}

async function attackWeakened(): Promise<boolean> {
  let caught = 0;
  for (const { row, what, edits } of WEAKENED) {
    await using bench = await startBench({ weakened: edits });
    const wanted = ROWS.filter(({ number }) => number === row);
    const [outcome] = await attackAll(wanted, bench.scene, () => undefined);
    const isCaught = outcome?.verdict.kind === 'broken';
    if (isCaught) caught += 1;
    console.log(`${String(row).padStart(3)}  ${isCaught ? 'caught' : 'MISSED'}  ${what}`);
  }
  console.log(`${caught} of ${WEAKENED.length} weaker builds were broken`);
  return caught === WEAKENED.length;
}

const [word, ...more] = process.argv.slice(2);
if (word === '--help' || word === '-h') console.log(HELP);
else if (more.length > 0 || (word !== undefined && word !== '--weakened')) {
  console.error(HELP);
  process.exitCode = 2;
} else if (!prepare()) process.exitCode = 1;
else process.exitCode = (word === undefined ? await attackProduct() : await attackWeakened()) ? 0 : 1;
