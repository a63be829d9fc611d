import { runCampaign } from '../campaign.ts';
import { killAgainAndAgain } from '../killer.ts';
import { foundFarm } from '../mortal-farm.ts';
import type { Family } from './family.ts';

export const apart: Family = {
  name: 'apart',
  about: 'kill -9 of a web process and of a courier beside it',
  isKilling: true,
  long: { journeys: 150, most: 1000 },
  round: (extent) =>
    runCampaign({
      ...extent,
      trouble: killAgainAndAgain,
      found: ({ installation }, random) => foundFarm(installation, random, { web: 1, courier: 1 }),
    }),
};
