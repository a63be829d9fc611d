import { seenFrom } from '../ledger/seen-from.ts';
import { choosePassword } from './choose-password.ts';
import { follow } from './follow.ts';
import { openLink, viewLink } from './links.ts';
import { Notices } from './notice.ts';
import type { ClientNetwork, Journey, LinkState } from './outcomes.ts';
import type { JourneyParts } from './parts.ts';
import { requestLink } from './request-link.ts';
import { restartLink } from './restart-link.ts';
import { revokeLink, viewRevocation } from './revoke-link.ts';

/** The rules of the journey over the given parts. */
export function buildJourney(parts: JourneyParts): Journey {
  const notices = new Notices();
  const from = (client: ClientNetwork | undefined): JourneyParts =>
    client === undefined ? parts : { ...parts, ledger: seenFrom(parts.ledger, client) };
  return {
    requestLink: (input) => requestLink(from(input.client), input),
    openLink: async (token, client) => {
      const state = await openLink(from(client), token);
      if (client !== undefined) await noteDead(notices, parts, { state, client });
      return state;
    },
    viewLink: (token) => viewLink(parts, token),
    restartLink: (input) => restartLink(from(input.client), input),
    choosePassword: (input) => choosePassword(from(input.client), input),
    viewRevocation: (revokeToken) => viewRevocation(parts, revokeToken),
    revokeLink: (revokeToken, client) => revokeLink(from(client), revokeToken),
    follow: (followToken) => follow(parts, followToken),
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
