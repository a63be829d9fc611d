/**
 * Writes a directory tree of sample people as LDIF, for `slapadd` or `ldapadd`:
 *
 *   npm run -s tree -- --people 60000 > people.ldif
 *
 * The same `--seed` gives the same people. Which numbers are what kind of person: tests/support/fixed-people.ts.
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { treeLdif } from '../tests/support/tree.ts';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '60000' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

const count = Number(values.people);
const seed = Number(values.seed);

if (values.help) {
  console.log('make-tree [--people 60000] [--seed 1]: LDIF of sample people on standard output');
} else if (!Number.isSafeInteger(count) || count < 0 || !Number.isSafeInteger(seed)) {
  console.error('--people and --seed take whole numbers');
  process.exitCode = 2;
} else {
  for (const record of treeLdif({ count, seed })) {
    if (!process.stdout.write(record)) await once(process.stdout, 'drain');
  }
}
