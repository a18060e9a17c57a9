import { limits } from '../../src/shared/api.ts';
import type { HostApi } from '../../src/shared/panel.ts';
import type { Remote } from '../../src/shared/rpc.ts';
import type { Delivery, Stats } from '../../src/shared/webhooks.ts';
import { type GroupRow, type Item, newestOf } from '../row.ts';
import { indexOfKey } from '../rows/listing.ts';
import type { PanelState, Sight } from '../store.ts';
import { type DeliveryMark, marksOf } from './mark.ts';
import { hasProgress } from './progress.ts';
import type { ToldDeliveries } from './told.ts';

const PACE_MS = 1000;
/** Rows above and below those in sight that are asked for with them: the next ones when somebody scrolls. */
const ROWS_AROUND = 15;

/** What of the panel's state the marks follow from. */
export type MarkedState = Pick<PanelState, 'status' | 'sight' | 'items' | 'stats'>;

/**
 * Keeps the marks of the events in sight up to date. It asks when something else comes into sight and when the figures of the targets say
 * that something may have changed: one question at a time, and at most one a second.
 */
export class MarkFeed {
  readonly #ask: Remote<HostApi>['deliveriesOf'];
  readonly #tell: (marks: ReadonlyMap<string, DeliveryMark>) => void;
  #state: MarkedState | undefined;
  #asked: readonly string[] = [];
  #answer: readonly Delivery[] = [];
  /** Since the last question something changed. */
  #isDue = false;
  /** From a question until the next one may be asked. */
  #isResting = false;

  constructor(ask: Remote<HostApi>['deliveriesOf'], tell: (marks: ReadonlyMap<string, DeliveryMark>) => void) {
    this.#ask = ask;
    this.#tell = tell;
  }

  /** Called on every change of the state, which is nearly always about something else. */
  follow(state: MarkedState): void {
    const before = this.#state;
    this.#state = state;
    this.#isDue ||= !before || canAsk(before) !== canAsk(state) || !isSame(before.sight, state.sight) || this.#hasProgress(before.stats);
    if (this.#isDue && !this.#isResting && canAsk(state)) void this.#refresh(state);
  }

  async #refresh(state: MarkedState): Promise<void> {
    this.#isDue = false;
    const ids = idsInSight(state);
    if (ids.length === 0) return;
    this.#isResting = true;
    const pace = new Promise((resolve) => setTimeout(resolve, PACE_MS));
    // Without an answer the marks stay; the next change asks again.
    const answer = await this.#ask(ids).catch(() => undefined);
    if (answer) this.#take(ids, answer);
    await pace;
    this.#isResting = false;
    if (this.#isDue && this.#state && canAsk(this.#state)) void this.#refresh(this.#state);
  }

  #take(ids: readonly string[], answer: readonly Delivery[]): void {
    const hadMarks = this.#answer.length > 0;
    this.#asked = ids;
    this.#answer = answer;
    if (hadMarks || answer.length > 0) this.#tell(marksOf(answer));
  }

  /** As for one event, of which the deliveries of all are. */
  #hasProgress(before: Stats | null): boolean {
    const [event] = this.#asked;
    if (event === undefined) return false;
    const told: ToldDeliveries = { wanted: { event }, deliveries: this.#answer };
    return hasProgress({ wanted: told.wanted, told }, before, this.#state?.stats ?? null);
  }
}

function canAsk({ status, stats }: MarkedState): boolean {
  return status.state === 'on' && stats !== null && stats.targets.length > 0;
}

function isSame(one: Sight | null, other: Sight | null): boolean {
  return one === other || (one?.from === other?.from && one?.to === other?.to);
}

/** Ids of the events in sight and around them. Of closed groups in sight, what there is room for beside their newest events. */
function idsInSight({ sight, items }: MarkedState): readonly string[] {
  if (!sight) return [];
  const [first, last] = [indexOfKey(items, sight.from), indexOfKey(items, sight.to)];
  if (first < 0 || last < 0) return [];
  const ids = [...items.slice(first - ROWS_AROUND, last + 1 + ROWS_AROUND)].flatMap((item) => {
    if (item.kind === 'seam' || (item.kind === 'group' && item.isOpen)) return [];
    return newestOf(item)?.event.id ?? [];
  });
  const surplus = ids.length - limits.deliveryEvents;
  if (surplus > 0) return ids.slice(Math.floor(surplus / 2), Math.floor(surplus / 2) + limits.deliveryEvents);
  return [...ids, ...idsOfGroups(items.slice(first, last + 1), -surplus)];
}

/** Ids in closed groups, without the newest ones: from the end, of each group in turn. */
function idsOfGroups(items: Iterable<Item>, room: number): readonly string[] {
  const groups = [...items].filter((item) => item.kind === 'group' && !item.isOpen) as readonly GroupRow[];
  const ids: string[] = [];
  for (let place = 2; ids.length < room && groups.some(({ rows }) => rows.length >= place); place++)
    ids.push(...groups.flatMap(({ rows }) => rows.at(-place)?.event.id ?? []));
  return ids.slice(0, room);
}
