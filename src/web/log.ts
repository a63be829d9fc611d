import type { FastifyBaseLogger } from 'fastify';

/** Enough for what wraps what wraps what. */
const CAUSES = 4;

/** Two spellings that must never be in a log: a token (43 characters of base64url) and an address. */
const TOKEN = /[A-Za-z0-9_-]{43,}/g;
const ADDRESS = /[^\s/"'`<>()[\],;:=@]+@[^\s/"'`<>()[\],;:=@]+/g;

/** Takes tokens and addresses out of a text that others wrote (the message of an error). */
function redact(text: string): string {
  return text.replace(TOKEN, '[token]').replace(ADDRESS, '[address]');
}

interface LoggedError {
  readonly type: string;
  readonly code: string | undefined;
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause: LoggedError | undefined;
}

/** What is logged of anything thrown: named fields only, for errors of libraries carry requests and values along. */
export function loggedError(thrown: unknown, depth = 0): LoggedError {
  if (!(thrown instanceof Error)) {
    return { type: typeof thrown, code: undefined, message: 'not an error', stack: undefined, cause: undefined };
  }
  const code = 'code' in thrown && typeof thrown.code === 'string' ? redact(thrown.code) : undefined;
  return {
    type: thrown.name,
    code,
    message: redact(thrown.message),
    stack: thrown.stack === undefined ? undefined : redact(thrown.stack),
    cause: thrown.cause === undefined || depth >= CAUSES ? undefined : loggedError(thrown.cause, depth + 1),
  };
}

/** The logger of the pages: whatever is logged as a request, a response or an error shows nothing a person typed. */
export function webLog(log: FastifyBaseLogger): FastifyBaseLogger {
  const serializers = { req: () => undefined, res: () => undefined, err: (thrown: unknown) => loggedError(thrown) };
  return log.child({ room: 'web' }, { serializers });
}
