import type { FastifyRequest } from 'fastify';
import { newToken } from '../journey/tokens.ts';
import type { WebParts } from './parts.ts';
import { wellFormed } from './well-formed.ts';

/**
 * What a browser that asks for a mail is known by until it types the mail's code. It keeps the one it has: a request beyond
 * the mail budget sends nothing, and the code of the mail before stays good.
 */
export function waitingTokenOf({ cookies, random }: WebParts, request: FastifyRequest): string {
  return wellFormed(cookies.read(request, 'waiting')) ?? newToken(random).text;
}
