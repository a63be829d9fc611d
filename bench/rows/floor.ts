import { makeBed } from '../bed.ts';
import type { Measured } from '../cycle.ts';
import { measureFloor } from '../floor.ts';
import { cycleTable } from './cycle-table.ts';
import { progress, type Row } from './row.ts';

/** The back-end work of a reset alone. */
export const floorRow: Row = async (settings) => {
  await using bed = await makeBed(settings);
  const floor: Measured[] = [];
  for (let round = 0; round < settings.rounds; round += 1) {
    progress(`round ${round + 1}: floor`);
    floor.push(await measureFloor(bed, settings.count, settings.concurrency));
  }
  return `## Floor, ${settings.concurrency} at once\n\n${cycleTable(new Map([['floor', floor]]), floor)}\n`;
};
