/** `npm run bench [-- WHAT] [options]`: see README.md beside this file. */
import { parseArgs } from 'node:util';
import { prepare } from '../scripts/prepare.ts';
import { hasLemonldap } from './products/lemonldap.ts';
import type { Settings } from './rows/row.ts';
import { alikeRow } from './rows/alike.ts';
import { cycleRow } from './rows/cycle.ts';
import { floorRow } from './rows/floor.ts';
import { depthRow } from './rows/depth.ts';
import { pageRow } from './rows/page.ts';
import { rentreeRow } from './rows/rentree.ts';
import { requestRow } from './rows/request.ts';
import { startRow } from './rows/start.ts';
import { profileRow } from './rows/profile.ts';

const ROWS = {
  cycle: cycleRow,
  request: requestRow,
  page: pageRow,
  start: startRow,
  depth: depthRow,
  rentree: rentreeRow,
  floor: floorRow,
  profile: profileRow,
  alike: alikeRow,
} as const;
type Name = keyof typeof ROWS;
/** What is measured when nothing is named. */
const TABLE: readonly Name[] = ['cycle', 'request', 'page', 'start', 'depth'];

const OPTIONS = {
  count: { type: 'string', short: 'n', default: '1500' },
  concurrency: { type: 'string', short: 'c', default: '16' },
  rounds: { type: 'string', default: '3' },
  people: { type: 'string', default: '60000' },
  cores: { type: 'string', default: '0,1' },
  'fault-every': { type: 'string', default: '60' },
  peer: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const HELP = `npm run bench -- [WHAT…] [options]

What: ${Object.keys(ROWS).join(', ')}

  -n, --count N        operations a run (1500)
  -c, --concurrency N  how many at once (16)
  --rounds N           everything so many times over, in turn (3)
  --people N           how many people the directory holds (60000)
  --fault-every N      seconds from one fault of \`rentree\` to the next (60)
  --peer               LemonLDAP::NG beside it; root on Debian has it installed by this
  --cores BED,SERVER   on which core load, relay and slapd run, and on which the server under test (0,1)`;

function isName(name: string): name is Name {
  return Object.hasOwn(ROWS, name);
}

function numberOf(text: string, name: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`--${name} ${text}: a whole number above 0`);
  return number;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const unknown = positionals.find((name) => !isName(name));
  if (unknown !== undefined) console.error(`there is no ${unknown}`);
  if (values.help || unknown !== undefined) {
    console.log(HELP);
    return unknown === undefined ? 0 : 2;
  }
  const [bed = '0', server = '1'] = values.cores.split(',');
  const settings: Settings = {
    count: numberOf(values.count, 'count'),
    concurrency: numberOf(values.concurrency, 'concurrency'),
    rounds: numberOf(values.rounds, 'rounds'),
    people: numberOf(values.people, 'people'),
    cores: { bed, server },
    withPeer: values.peer,
    faultEverySeconds: numberOf(values['fault-every'], 'fault-every'),
  };
  if (!prepare()) return 1;
  if (values.peer && !hasLemonldap()) return 1;
  const wanted = positionals.filter(isName);
  for (const name of wanted.length > 0 ? wanted : TABLE) console.log(await ROWS[name](settings));
  return 0;
}

process.exitCode = await main();
