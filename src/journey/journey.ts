import { seenFrom } from '../ledger/seen-from.ts';
import { throttleGuesses } from './budgets.ts';
import { choosePassword } from './choose-password.ts';
import { enterCode } from './enter-code.ts';
import { follow } from './follow.ts';
import { openLink, viewLink } from './links.ts';
import { Notices } from './notice.ts';
import type { ClientNetwork, Journey, LinkState, Throttled } from './outcomes.ts';
import type { JourneyParts } from './parts.ts';
import { requestLink } from './request-link.ts';
import { restartLink } from './restart-link.ts';
import { revokeLink, viewRevocation } from './revoke-link.ts';
import { SpentBudgets } from './spent-budgets.ts';

/** The rules of the journey over the given parts. */
export function buildJourney(given: JourneyParts): Journey {
  const parts = { ...given, spent: new SpentBudgets() };
  const notices = new Notices();
  const from = (client: ClientNetwork | undefined): JourneyParts =>
    client === undefined ? parts : { ...parts, ledger: seenFrom(parts.ledger, client) };
  /** A token that never was one: told as such, a number of times for each network. */
  const counted = async <T>(client: ClientNetwork | undefined, outcome: T): Promise<T | Throttled> =>
    client === undefined ? outcome : ((await throttleGuesses(from(client), client)) ?? outcome);
  return {
    requestLink: (input) => requestLink(from(input.client), input),
    enterCode: (input) => enterCode(from(input.client), input),
    openLink: async (token, client) => {
      const state = await openLink(from(client), token);
      if (client !== undefined) await noteDead(notices, parts, { state, client });
      return state.kind === 'malformed' ? await counted(client, state) : state;
    },
    viewLink: async (token, client) => {
      const state = await viewLink(parts, token);
      return state.kind === 'malformed' ? await counted(client, state) : state;
    },
    restartLink: (input) => restartLink(from(input.client), input),
    choosePassword: (input) => choosePassword(from(input.client), input),
    viewRevocation: async (revokeToken, client) => {
      const state = await viewRevocation(parts, revokeToken);
      return state.kind === 'malformed' ? await counted(client, state) : state;
    },
    revokeLink: async (revokeToken, client) => {
      const state = await revokeLink(from(client), revokeToken);
      return state.kind === 'malformed' ? await counted(client, state) : state;
    },
    follow: async (followToken, client) => {
      const found = await follow(parts, followToken);
      return found.kind === 'unknown' ? await counted(client, found) : found;
    },
    notice: (notice) => notices.write(parts, notice),
  };
}

interface Opened {
  readonly state: LinkState;
  readonly client: ClientNetwork;
}

/** A link that never was, or is no good any more, was opened. */
async function noteDead(notices: Notices, parts: JourneyParts, { state, client }: Opened): Promise<void> {
  if (state.kind === 'open') return;
  const kind = state.kind === 'malformed' ? 'unknown-link' : 'dead-link';
  await notices.write(parts, { kind, client, detail: state.kind });
}
