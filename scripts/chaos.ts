import { HELP, type Plan, readPlan } from './chaos-plan.ts';
import { printTable, runFamilies } from './chaos-rounds.ts';
import { prepare } from './prepare.ts';

async function main(args: readonly string[]): Promise<number> {
  let plan: Plan | undefined;
  try {
    plan = readPlan(args);
  } catch (thrown) {
    console.error(`${thrown instanceof Error ? thrown.message : String(thrown)}\n\n${HELP}`);
    return 2;
  }
  if (plan === undefined) {
    console.log(HELP);
    return 0;
  }
  if (!prepare()) return 1;
  const outcomes = await runFamilies(plan);
  printTable(outcomes);
  return outcomes.some(({ failure }) => failure !== undefined) ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
