import { lookup as lookUp } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Agent, Dispatcher } from 'undici';
import { limits } from '../../shared/api.ts';
import { isLoopbackName } from '../../shared/hostNames.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import { version } from '../version.ts';
import { retryAfterMs } from './backoff.ts';
import { Deadlines } from './deadlines.ts';
import { HOP_HEADER } from './hops.ts';
import type { Message } from './message.ts';
import { describeFailure, type SendResult, statusError } from './sendResult.ts';
import { signatureOf } from './signature.ts';
import type { Target } from './target.ts';

export type SenderOptions = {
  /** Tells this hub from all others, so that an event that comes back is known. */
  readonly hubId: string;
  readonly now: () => number;
};

/** More of an answer than this is not even read: its connection is closed. */
const DRAINED_BYTES = 64 * 1024;

/** Sends messages over connections that stay open. Nothing is loaded, and no connection made, before the first message. */
export class Sender implements Disposable {
  readonly #options: SenderOptions;
  readonly #deadlines = new Deadlines();
  readonly #agents = new Map<boolean, Promise<Agent>>();

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Never rejects: a failure is a result too. Undefined when the hub ends before there is one. */
  async send(target: Target, message: Message): Promise<SendResult | undefined> {
    const start = performance.now();
    const since = () => Math.round((performance.now() - start) * 10) / 10;
    const deadline = this.#deadlines.start(limits.deliveryMs);
    try {
      const agent = await this.#agentFor(target.insecureLoopback);
      const { statusCode: status, headers, body } = await agent.request(this.#requestFor(target, message, deadline.signal));
      const ms = since();
      const retryAfter = [headers['retry-after']].flat()[0];
      const { answer, error = statusError(status) } = await readAnswer(body);
      return {
        status,
        ms,
        isReached: true,
        retryAfterMs: retryAfterMs(retryAfter, this.#options.now()),
        ...(error !== undefined && { error }),
        ...(answer !== '' && { answer }),
      };
    } catch (error) {
      if (this.#deadlines.isClosed) return undefined;
      return { status: null, ms: since(), retryAfterMs: 0, ...describeFailure(error) };
    } finally {
      deadline.met();
    }
  }

  async dispose(): Promise<void> {
    this.#deadlines.dispose();
    await Promise.all([...this.#agents.values()].map(async (agent) => (await agent).destroy()));
  }

  #requestFor({ url, authorization, keys }: Target, { id, body, hops }: Message, signal: AbortSignal): Dispatcher.RequestOptions {
    const { hubId, now } = this.#options;
    const timestamp = Math.floor(now() / 1000);
    return {
      origin: url.origin,
      path: url.pathname + url.search,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': `dev-sync/${version}`,
        [HOP_HEADER]: hops === null ? hubId : `${hops}, ${hubId}`,
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        ...(keys.length > 0 && { 'webhook-signature': signatureOf({ id, timestamp, body }, keys) }),
        ...(authorization !== undefined && { authorization }),
      },
      body,
      signal,
    };
  }

  #agentFor(insecureLoopback: boolean): Promise<Agent> {
    const known = this.#agents.get(insecureLoopback);
    if (known) return known;
    const agent = import('undici').then(
      // A chunk of CommonJS in our bundle has no other export.
      ({ default: { Agent } }) =>
        new Agent({ connect: { timeout: limits.deliveryMs, lookup: lookUpHere, rejectUnauthorized: !insecureLoopback } }),
    );
    this.#agents.set(insecureLoopback, agent);
    return agent;
  }
}

/** What is this machine by name is this machine: no name server is asked, which might know it better. */
const lookUpHere: LookupFunction = (name, options, answer) => {
  if (!isLoopbackName(name)) lookUp(name, options, answer);
  else if (options.all) {
    // Dev servers listen on either of them.
    answer(null, [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]);
  } else answer(null, '127.0.0.1', 4);
};

type Answer = { readonly answer: string; readonly error?: string };

/** The beginning of a body. What is wrong with it does not matter: the status has said what the target thinks. */
async function readAnswer(body: Dispatcher.ResponseData['body']): Promise<Answer> {
  const kept: Buffer[] = [];
  const answer = () => new TextDecoder().decode(Buffer.concat(kept).subarray(0, limits.deliveryAnswerBytes), { stream: true });
  let bytes = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (bytes < limits.deliveryAnswerBytes) kept.push(chunk);
      bytes += chunk.length;
      if (bytes > DRAINED_BYTES) break;
    }
    return { answer: answer() };
  } catch (error) {
    const isLate = (error as Error).name === 'TimeoutError';
    return { answer: answer(), error: isLate ? 'Its answer did not end in time.' : 'Its answer broke off.' };
  }
}
