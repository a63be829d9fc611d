import { runCampaign } from '../campaign.ts';
import { killAgainAndAgain } from '../killer.ts';
import type { Family } from './family.ts';

export const kill: Family = {
  name: 'kill',
  about: 'kill -9 at random points',
  isKilling: true,
  long: { journeys: 200, most: 1000 },
  round: (extent) => runCampaign({ ...extent, trouble: killAgainAndAgain }),
};
