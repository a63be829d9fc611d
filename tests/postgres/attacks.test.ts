import { runAgainOn } from '../support/engines.ts';

await runAgainOn('postgres', ['tests/attacks/attacks.test.ts']);
