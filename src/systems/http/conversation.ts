import type { Agent, ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { whyOver } from '../../platform/deadline.ts';
import { codeOf, describeFailure } from '../../platform/errors.ts';
import { http, https } from '../../platform/node-http.ts';

/** One request. */
export interface Question {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Longest answer that is kept, in bytes; a longer one counts as none. 0: only status and headers are waited for. */
  readonly most: number;
}

/** What came back, whatever its status. */
export interface Answer {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As UTF-8. */
  readonly body: string;
}

/** No answer, or not a whole one; `detail` names the network's, TLS's or HTTP's reason. */
export interface Failure {
  readonly kind: 'failed';
  readonly detail: string;
}

/** A few requests to one server, over one connection where the server keeps it open. Disposing ends it. */
export interface Conversation extends Disposable {
  /** Follows no redirect: what it carries is meant for this server alone. Ends with the signal, and never throws. */
  ask(question: Question, signal: AbortSignal): Promise<Answer | Failure>;
}

/**
 * A connection lives for one delivery and is not kept for the next: the second request of a delivery costs no second
 * handshake, and no delivery fails because the server has just closed a connection that had long been idle.
 * @param ca PEM text of the authority that `https` certificates must come from, when it is not a public one
 */
export function startConversation(scheme: string, ca?: string): Conversation {
  const one = { keepAlive: true, maxSockets: 1 } as const;
  const agent =
    scheme === 'https:'
      ? new https.Agent({ ...one, rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) })
      : new http.Agent(one);
  return {
    async ask(question, signal) {
      try {
        const response = await answerTo(question, agent, signal);
        const body = await bodyOf(response, question.most);
        return { kind: 'answered', status: response.statusCode ?? 0, headers: response.headers, body };
      } catch (thrown) {
        return { kind: 'failed', detail: signal.aborted ? whyOver(signal) : describeFailure(thrown) };
      }
    },
    [Symbol.dispose]() {
      agent.destroy();
    },
  };
}

/**
 * Servers may end a connection after any answer, with a question on its way to them: such a question is asked once more, on
 * a new one. Nothing is lost by that, for whatever is asked here may be asked twice.
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-9.3.1
 */
async function answerTo(question: Question, agent: Agent, signal: AbortSignal): Promise<IncomingMessage> {
  const first = send(question, agent, signal);
  try {
    return await first.response;
  } catch (thrown) {
    if (!first.request.reusedSocket || !isCut(thrown)) throw thrown;
    return await send(question, agent, signal).response;
  }
}

function isCut(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code === 'ECONNRESET' || code === 'EPIPE';
}

interface Sent {
  readonly request: ClientRequest;
  readonly response: Promise<IncomingMessage>;
}

function send({ method, url, headers, body }: Question, agent: Agent, signal: AbortSignal): Sent {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const options = { method, agent, signal, headers: { ...headers, ...length } };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = url.protocol === 'https:' ? https.request(url, options) : http.request(url, options);
  request.on('response', (response) => {
    // What ends the answer early may be reported once more, after whoever asked was told.
    response.on('error', () => undefined);
    resolve(response);
  });
  request.on('error', reject);
  // A server that switches to another protocol ends the request without any error.
  request.on('close', () => {
    reject(new Error('closed without an answer'));
  });
  request.end(body);
  return { request, response: promise };
}

async function bodyOf(response: IncomingMessage, most: number): Promise<string> {
  if (most === 0) {
    response.destroy();
    return '';
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop ends the connection, and with it whatever else would come.
    if (size > most) throw new Error(`an answer of more than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString('utf8');
}
