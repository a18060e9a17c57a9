import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { BatchAnswer, WebhookAnswer } from '../../../src/shared/api.ts';
import { routes } from '../../../src/shared/api.ts';
import type { KillableHub } from '../killableHub.ts';
import type { Random } from './random.ts';

/** Events of one publisher with successive numbers that were posted together. */
export type Post = {
  readonly publisher: string;
  readonly first: number;
  readonly count: number;
  /** `Idempotency-Key` of a post that is repeated until it is answered. */
  readonly key: string | undefined;
  attempts: number;
  /** Undefined when the hub never answered. */
  answer?: PostAnswer;
};

/** Ids of the first and the last event. */
type PostAnswer = { readonly firstId: string; readonly lastId: string; readonly isDuplicate: boolean };

export type Publisher = {
  readonly name: string;
  /** How many events it posts. */
  readonly events: number;
  /** Whether it repeats what was not answered, with the same key. */
  readonly isKeyed: boolean;
};

/** What the publishers have done so far. */
export type Tally = {
  readonly posts: Post[];
  /** Events of the posts that were answered. */
  acknowledged: number;
  /** Attempts that were cut off before their answer. */
  cutOff: number;
  /** Repeats that the hub knew already: their first answer was lost, not they. */
  duplicates: number;
  onAcknowledged: () => void;
};

export function createTally(): Tally {
  return { posts: [], acknowledged: 0, cutOff: 0, duplicates: 0, onAcknowledged: () => {} };
}

/** Waits for the answer with which so many events are acknowledged. */
export function untilAcknowledged(tally: Tally, count: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  tally.onAcknowledged = () => {
    if (tally.acknowledged >= count) resolve();
  };
  return promise;
}

const LONGEST_BATCH = 40;
const types = ['agent.created', 'agent.done', 'rental.created', 'rental.done', 'file.saved'];

export type PublishedEvent = { readonly type: string; readonly source: string; readonly data: object };

/** The event with a number of a publisher: always the same one, so that what is in the log can be held against it. */
export function eventOf(publisher: string, n: number): PublishedEvent {
  const type = types[(n * 7) % types.length] ?? 'agent.created';
  return { type, source: publisher, data: { publisher, n, text: `${publisher}\n#${n} 💥 "\\`.repeat(1 + (n % 4)) } };
}

/** Posts all events of a publisher one post after the other: single events, arrays and NDJSON. */
export async function publish(hub: KillableHub, publisher: Publisher, random: Random, tally: Tally): Promise<void> {
  using agent = keepAliveAgent();
  const { name, events, isKeyed } = publisher;
  for (let first = 0; first < events; ) {
    const isBatch = random(2) === 0;
    const count = isBatch ? Math.min(2 + random(LONGEST_BATCH - 1), events - first) : 1;
    const post: Post = { publisher: name, first, count, key: isKeyed ? randomUUID() : undefined, attempts: 0 };
    const body = isBatch ? batchBody(post, random) : singleBody(post);
    tally.posts.push(post);
    do {
      await hub.up();
      await attempt({ url: hub.url, agent, post, body, tally });
    } while (isKeyed && !post.answer);
    first += count;
  }
}

/** Closed with the publisher. */
function keepAliveAgent(): Agent & Disposable {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return Object.assign(agent, { [Symbol.dispose]: () => agent.destroy() });
}

type Body = { readonly type: string; readonly text: string };
type Attempt = { readonly url: string; readonly agent: Agent; readonly post: Post; readonly body: Body; readonly tally: Tally };

async function attempt({ url, agent, post, body, tally }: Attempt): Promise<void> {
  const headers = { 'Content-Type': body.type, ...(post.key !== undefined && { 'Idempotency-Key': post.key }) };
  post.attempts++;
  const answer = await send(`${url}${routes.webhook}`, { agent, headers }, body.text);
  if (answer === undefined) {
    tally.cutOff++;
    return;
  }
  post.answer = readAnswer(answer);
  if (post.answer.isDuplicate) tally.duplicates++;
  tally.acknowledged += post.count;
  tally.onAcknowledged();
}

/**
 * The body of the answer; undefined when the connection broke before there was one.
 *
 * @throws Error when the hub refused
 */
function send(
  url: string,
  options: { readonly agent: Agent; readonly headers: Record<string, string> },
  body: string,
): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', ...options }, (response) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (chunk: string) => {
          text += chunk;
        })
        .on('error', () => resolve(undefined))
        .on('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(`A post was refused: ${text}`))));
    });
    sent.on('error', () => resolve(undefined)).end(body);
  });
}

/** @throws Error when the answer does not say that the events are in a durable log */
function readAnswer(text: string): PostAnswer {
  const answer = JSON.parse(text) as WebhookAnswer | BatchAnswer;
  const [firstId, lastId] = 'accepted' in answer ? [answer.first_id, answer.last_id] : [answer.id, answer.id];
  if (firstId === null || lastId === null || answer.durable === false) throw new Error(`The log is not durable any more: ${text}`);
  return { firstId, lastId, isDuplicate: answer.duplicate === true };
}

function wireOf({ publisher, first, count }: Post): object[] {
  return Array.from({ length: count }, (_, index) => {
    const { type, ...others } = eventOf(publisher, first + index);
    return { event_type: type, ...others };
  });
}

function singleBody(post: Post): Body {
  return { type: 'application/json', text: JSON.stringify(wireOf(post)[0]) };
}

function batchBody(post: Post, random: Random): Body {
  const events = wireOf(post);
  return random(2) === 0
    ? { type: 'application/json', text: JSON.stringify(events) }
    : { type: 'application/x-ndjson', text: `${events.map((event) => JSON.stringify(event)).join('\n')}\n` };
}
