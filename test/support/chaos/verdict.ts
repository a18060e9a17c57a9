import type { LoggedEvent } from '../../../src/shared/events.ts';
import type { Ledger } from './ledger.ts';
import { eventOf, type Post } from './publisher.ts';
import { filters, type Subscriber } from './subscriber.ts';

/** What is wrong with a log after all the kills, in sentences; nothing when every promise was kept. */
export function judgeLog(log: readonly LoggedEvent[], posts: readonly Post[]): string[] {
  const places = new Map(log.map(({ id }, place) => [id, place]));
  const problems = places.size === log.length ? [] : [`${log.length - places.size} ids are in the log more than once`];
  const events = indexEvents(log);
  return [...problems, ...judgeOrder(log), ...posts.flatMap((post) => judgePost(post, log, { places, events }))];
}

type Index = {
  /** Id → place. */
  readonly places: ReadonlyMap<string, number>;
  /** Publisher and number → all places. */
  readonly events: ReadonlyMap<string, readonly number[]>;
};

type Numbered = { readonly publisher: string; readonly n: number };

function indexEvents(log: readonly LoggedEvent[]): Map<string, number[]> {
  const events = new Map<string, number[]>();
  for (const [place, { data }] of log.entries()) {
    const { publisher, n } = data as Numbered;
    const known = events.get(`${publisher} ${n}`);
    if (known) known.push(place);
    else events.set(`${publisher} ${n}`, [place]);
  }
  return events;
}

function judgeOrder(log: readonly LoggedEvent[]): string[] {
  const newest = new Map<string, number>();
  return log.flatMap(({ id, data }) => {
    const { publisher, n } = data as Numbered;
    const before = newest.get(publisher) ?? -1;
    newest.set(publisher, n);
    return n > before ? [] : [`${publisher}: event ${n} (${id}) comes after event ${before}`];
  });
}

function judgePost(post: Post, log: readonly LoggedEvent[], { places, events }: Index): string[] {
  const { publisher, first, count, answer, key } = post;
  const name = `${publisher}: post of ${first}–${first + count - 1}`;
  const found = Array.from({ length: count }, (_, index) => events.get(`${publisher} ${first + index}`) ?? []);
  if (found.some((all) => all.length > 1)) return [`${name}: is in the log more than once (${post.attempts} attempts)`];
  const start = found[0]?.[0];
  if (found.every((all) => all.length === 0)) {
    return answer ? [`${name}: was acknowledged and is lost`] : key ? [`${name}: was never answered`] : [];
  }
  if (start === undefined || found.some(([place], index) => place !== start + index)) return [`${name}: is in the log in part only`];
  const wrong = found.findIndex(([place = -1], index) => !isEvent(log[place], publisher, first + index));
  if (wrong >= 0) return [`${name}: event ${first + wrong} has another content`];
  const isWhereSaid = !answer || (places.get(answer.firstId) === start && places.get(answer.lastId) === start + count - 1);
  return isWhereSaid ? [] : [`${name}: is not where its answer said, ${answer?.firstId} to ${answer?.lastId}`];
}

function isEvent(event: LoggedEvent | undefined, publisher: string, n: number): boolean {
  const { type, source, data } = eventOf(publisher, n);
  return event?.type === type && event.source === source && JSON.stringify(event.data) === JSON.stringify(data);
}

/** What is wrong with what a subscriber received, held against the log. */
export function judgeSubscriber(subscriber: Subscriber, log: readonly LoggedEvent[], ledger: Ledger): string[] {
  const { name, received, problems } = subscriber;
  const expected = log.filter(({ type }) => filters[subscriber.filter](type));
  const places = expected.map(({ id }) => ledger.placeOf(id));
  const wrong = expected.findIndex((_, index) => places[index] !== received[index]);
  const said = problems.map((problem) => `${name}: ${problem}`);
  if (wrong >= 0)
    return [...said, `${name}: event ${wrong} of ${expected.length}, ${expected[wrong]?.id}, is not the next that it received`];
  if (received.length > expected.length) return [...said, `${name}: received ${received.length} events, not ${expected.length}`];
  const altered = expected.find((event) => ledger.jsonOf(event.id) !== JSON.stringify(event));
  return altered ? [...said, `${name}: received ${altered.id} with another content than the log has`] : said;
}
