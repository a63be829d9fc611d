import { runAgainOn } from '../support/engines.ts';

await runAgainOn('postgres', ['tests/integration/roles.test.ts']);
