import { apart } from './apart.ts';
import { application } from './application.ts';
import { clock } from './clock.ts';
import { directory } from './directory.ts';
import { disk } from './disk.ts';
import { failover } from './failover.ts';
import type { Family } from './family.ts';
import { hanging } from './hanging.ts';
import { kill } from './kill.ts';
import { relay } from './relay.ts';
import { slowLedger } from './slow-ledger.ts';
import { terminate } from './terminate.ts';

/** Every family of faults, in the order in which a whole campaign takes them. */
export const FAMILIES: readonly Family[] = [
  kill,
  apart,
  terminate,
  relay,
  directory,
  application,
  disk,
  slowLedger,
  clock,
  hanging,
  failover,
];
