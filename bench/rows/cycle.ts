import { type Bed, makeBed } from '../bed.ts';
import { type CycleOptions, type Measured, measureCycles } from '../cycle.ts';
import { measureFloor } from '../floor.ts';
import { jeton, PROTECTED } from '../products/jeton.ts';
import { lemonldap } from '../products/lemonldap.ts';
import type { Product } from '../products/product.ts';
import { cycleTable } from './cycle-table.ts';
import { progress, type Row, type Settings } from './row.ts';

interface Contestant {
  readonly product: Product;
  /** How much of a run's work it is given: slow ones take long enough with less. */
  readonly share?: number;
  readonly headersOf?: (index: number) => string;
}

const PEER: Contestant = { product: lemonldap(), share: 0.1 };
const CONTESTANTS: readonly Contestant[] = [
  { product: jeton() },
  // Everybody from a network of their own, as students at home are.
  { product: jeton({ name: 'Jeton, every protection on', more: PROTECTED }), headersOf: fromAfar },
];

/** Networks enough for every cycle of a run. */
function fromAfar(index: number): string {
  return `X-Forwarded-For: 10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}\r\n`;
}

/** Whole cycles with all limits off, and with every protection on, beside the floor. */
export const cycleRow: Row = async (settings) => {
  await using bed = await makeBed(settings);
  const floor: Measured[] = [];
  const runs = new Map<string, Measured[]>([['floor', floor]]);
  for (let round = 0; round < settings.rounds; round += 1) {
    progress(`round ${round + 1}: floor`);
    floor.push(await measureFloor(bed, settings.count, settings.concurrency));
    for (const contestant of [...CONTESTANTS, ...(settings.withPeer ? [PEER] : [])]) {
      const { name } = contestant.product;
      progress(`round ${round + 1}: ${name}`);
      runs.set(name, [...(runs.get(name) ?? []), await runOf(bed, contestant, settings)]);
    }
  }
  return `## Whole cycles, ${settings.concurrency} at once\n\n${cycleTable(runs, floor)}\n`;
};

/** V8 goes on optimising for some thousand cycles, which a long run leaves behind. */
const WARM_UP = 2000;

async function runOf(bed: Bed, { product, headersOf, share = 1 }: Contestant, settings: Settings): Promise<Measured> {
  const { concurrency } = settings;
  const count = Math.ceil(share * settings.count);
  await using running = await product.start(bed);
  const options: CycleOptions = { count, concurrency, ...(headersOf === undefined ? {} : { headersOf }) };
  await measureCycles(bed, { product, running }, { ...options, count: Math.ceil(share * WARM_UP) });
  return await measureCycles(bed, { product, running }, options);
}
