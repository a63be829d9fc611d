import { choosePassword } from './choose-password.ts';
import { follow } from './follow.ts';
import { openLink, viewLink } from './links.ts';
import type { Journey } from './outcomes.ts';
import type { JourneyParts } from './parts.ts';
import { requestLink } from './request-link.ts';
import { restartLink } from './restart-link.ts';
import { revokeLink, viewRevocation } from './revoke-link.ts';

/** The rules of the journey over the given parts. */
export function buildJourney(parts: JourneyParts): Journey {
  return {
    requestLink: (input) => requestLink(parts, input),
    openLink: (token) => openLink(parts, token),
    viewLink: (token) => viewLink(parts, token),
    restartLink: (input) => restartLink(parts, input),
    choosePassword: (input) => choosePassword(parts, input),
    viewRevocation: (revokeToken) => viewRevocation(parts, revokeToken),
    revokeLink: (revokeToken) => revokeLink(parts, revokeToken),
    follow: (followToken) => follow(parts, followToken),
  };
}
