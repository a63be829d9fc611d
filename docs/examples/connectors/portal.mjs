// An example of a connector of one's own: a portal that takes new passwords as PUT /people/LOGIN/password.
//
//   - name: Portail
//     type: module
//     path: ./connectors/portal.mjs
//     options: { url: 'https://portail.univ.example/api/' }
//     secrets: { token: { file: ./secrets/portail.token } }

/** The portal's words for a "no" to this very password, and what people are told. */
const REASONS = { reused: 'history', weak: 'quality', short: 'too-short', long: 'too-long' };
/** Of a refusal, no more is read than this. */
const LONGEST_REASON = 40;

/**
 * Called once, when the process starts.
 *
 * @param {import('../../../src/systems/own-module.ts').ModulePlan} plan
 * @returns {import('../../../src/systems/own-module.ts').ModuleConnector}
 */
export function connect({ options, secrets }) {
  const { url } = options;
  const { token } = secrets;
  if (typeof url !== 'string' || token === undefined) throw new Error('it needs the option url and the secret token');
  // Without it, what follows the last slash would be taken for a file's name, and dropped.
  if (!url.endsWith('/')) throw new Error('the option url must end with a slash');
  const ask = (path, request, signal) =>
    fetch(new URL(path, url), {
      ...request,
      headers: { authorization: `Bearer ${token.reveal()}`, 'content-type': 'application/json' },
      redirect: 'error',
      signal,
    });
  return {
    async deliver({ login, password }, signal) {
      if (password === undefined) return { kind: 'refused', reason: 'other', detail: 'no password was handed over' };
      // No encoding keeps these from being steps in the path: `people/../password` would be another address.
      if (login === '.' || login === '..') return { kind: 'waiting', detail: 'no account can have this login' };
      const path = `people/${encodeURIComponent(login)}/password`;
      try {
        const body = JSON.stringify({ password: password.reveal() });
        return await outcomeOf(await ask(path, { method: 'PUT', body }, signal));
      } catch (error) {
        // Not reached, not understood or given up: tried again until the promise ends.
        return { kind: 'later', detail: causeOf(error) };
      }
    },
    async check(signal) {
      try {
        const { status } = await ask('people/', { method: 'HEAD' }, signal);
        if (status < 400) return [{ level: 'ok', what: `${url} answers` }];
        return [{ level: 'failure', what: `${url} answers HTTP ${status}`, mend: 'check the token' }];
      } catch (error) {
        return [{ level: 'failure', what: `${url}: ${causeOf(error)}`, mend: 'check the URL and the network' }];
      }
    },
  };
}

async function outcomeOf(response) {
  const { status } = response;
  if (status === 422) {
    const reason = await firstOf(response);
    const known = Object.hasOwn(REASONS, reason);
    return { kind: 'refused', reason: known ? REASONS[reason] : 'other', detail: `HTTP 422: ${reason}` };
  }
  // What is not read is not kept.
  await response.body?.cancel();
  if (status >= 200 && status < 300) return { kind: 'done' };
  if (status === 404) return { kind: 'waiting', detail: 'the account is not there yet' };
  return { kind: 'later', detail: `HTTP ${status}` };
}

/** The beginning of an answer, however long it is: the rest is not read. */
async function firstOf({ body }) {
  const reader = body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return new TextDecoder().decode(value?.subarray(0, LONGEST_REASON)).replaceAll(/[^a-z-]/g, '');
}

function causeOf(error) {
  return error.cause?.code ?? error.cause?.message ?? error.message;
}
