import { runAgainOn } from '../support/engines.ts';

await runAgainOn('postgres', ['src/courier/*.test.ts']);
