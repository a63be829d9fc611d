import { runAgainOn } from '../support/engines.ts';

await runAgainOn('postgres', ['src/ledger/*.test.ts']);
