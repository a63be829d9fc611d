import { runAgainOn } from '../support/engines.ts';

await runAgainOn('postgres', [
  'src/ledger/trail/*.test.ts',
  'tests/integration/trail-verify.test.ts',
  'tests/integration/trail-scenarios.test.ts',
]);
