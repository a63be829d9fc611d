import { runAgainOn } from '../support/engines.ts';

await runAgainOn('postgres', ['src/journey/*.test.ts']);
