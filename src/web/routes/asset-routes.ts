import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendPacked, sendTrouble } from '../answer.ts';
import type { Assets } from '../assets.ts';
import type { WebParts } from '../parts.ts';
import type { Path } from '../paths.ts';

/** A name holds its content's hash, so that what it stands for never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable';

export function assetRoutes(parts: WebParts, base: string, assets: Assets): readonly Path[] {
  return [{ url: `${base}assets/*`, get: (request, reply) => send(parts, assets, { request, reply }) }];
}

function send(
  parts: WebParts,
  { files }: Assets,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): FastifyReply | Promise<FastifyReply> {
  const asset = files.get((request.params as Readonly<Record<string, string>>)['*'] ?? '');
  if (asset === undefined) return sendTrouble(parts, reply, 404);
  return sendPacked(reply.header('Cache-Control', FOR_EVER), asset);
}
