import { runAgainOn } from '../support/engines.ts';

await runAgainOn('postgres', ['tests/integration/rolling-upgrade.test.ts']);
