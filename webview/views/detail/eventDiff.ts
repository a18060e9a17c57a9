import { html, LitElement, nothing, type PropertyValues } from 'lit';
import type { HubEvent } from '../../../src/shared/events.ts';
import type { Actions } from '../../actions.ts';
import { previousOfType } from '../../detail/before.ts';
import { changeLooks, valueLines } from '../../detail/changeWords.ts';
import { type Change, type Diff, diffOf } from '../../detail/diff.ts';
import { filled, t } from '../../l10n.ts';
import type { EventRow, Row } from '../../row.ts';
import type { ChunkedList } from '../../rows/chunkedList.ts';
import { counted, lineText } from '../../text.ts';
import { clockTime, fullTime } from '../../time.ts';
import { FocusKeeper } from '../focusKeeper.ts';
import { icon } from '../icon.ts';
import { isolatedView } from '../isolated.ts';
import { askedExact } from './asked.ts';

/** More differences than this say that it is another thing. */
const SHOWN = 200;
const noDifference: Diff = { changes: [], left: 0 };

/** What differs from the event of the same type before it. */
class EventDiff extends LitElement {
  static override properties = { row: { attribute: false }, rows: { attribute: false }, actions: { attribute: false } };

  declare row: EventRow;
  declare rows: ChunkedList<Row>;
  declare actions: Actions;
  readonly #before = askedExact(this);
  readonly #after = askedExact(this);
  #previous: EventRow | undefined;
  #oldestKey: number | undefined;
  #compared: readonly HubEvent[] = [];
  #isExact = false;
  #diff: Diff = noDifference;

  constructor() {
    super();
    new FocusKeeper(this, '.diff');
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const oldestKey = this.rows.at(0)?.key;
    // Newer rows change nothing, but older ones may still come.
    if (changed.has('row') || (!this.#previous && oldestKey !== this.#oldestKey)) this.#previous = previousOfType(this.rows, this.row);
    this.#oldestKey = oldestKey;
    if (this.#previous) this.#compareExact(this.#previous.event, this.row.event);
  }

  override render() {
    return html`${this.#previous ? this.#headerView(this.#previous) : nothing}
      <div class="diff" tabindex="0" role="group" aria-label=${t('Differences')}>${this.#changesView()}</div>`;
  }

  /** As soon as both have all of their digits: with those of one side only, numbers that are the same would differ. */
  #compareExact(before: HubEvent, after: HubEvent): void {
    const [exactBefore, exactAfter] = [this.#before.valueAbout(before), this.#after.valueAbout(after)];
    this.#isExact = exactBefore !== undefined && exactAfter !== undefined;
    if (exactBefore && exactAfter) this.#compare(exactBefore, exactAfter);
    else this.#compare(before, after);
  }

  #compare(before: HubEvent, after: HubEvent): void {
    if (before === this.#compared[0] && after === this.#compared[1]) return;
    this.#compared = [before, after];
    this.#diff = diffOf({ data: before.data, source: before.source }, { data: after.data, source: after.source }, SHOWN);
  }

  #headerView(previous: EventRow) {
    const { id, timestamp } = previous.event;
    const { main, rest } = clockTime(timestamp);
    return html`<div class="detail-bar">
      <span class="detail-bar-words" title=${fullTime(timestamp)}>${sinceView(main + rest, id)}</span>
      <button type="button" class="link" @click=${() => this.actions.dispatch({ kind: 'selected', row: previous })}>${t('Show')}</button>
    </div>`;
  }

  #changesView() {
    if (!this.#previous) return html`<p class="detail-words">${t('No earlier event of this type is in the panel.')}</p>`;
    const { changes, left } = this.#diff;
    // Digits that are still to come may be what differs.
    if (changes.length === 0)
      return html`<p class="detail-words" aria-busy=${String(!this.#isExact)}>${this.#isExact ? t('The data is the same.') : nothing}</p>`;
    return html`<ul class="changes">${changes.map(changeView)}</ul>
      ${left > 0 ? html`<p class="detail-words">${counted(left, t('… and {0} more difference'), t('… and {0} more differences'))}</p>` : nothing}`;
  }
}

/** When the other one came, and which one it is; what is not in the log has no id. */
function sinceView(time: string, id: string | null) {
  return id === null ? t('Since {0}', time) : filled(t('Since {0}, {1}'), time, html`<bdi>${lineText(id)}</bdi>`);
}

function changeView(change: Change) {
  const { icon: name, tone, word } = changeLooks[change.kind];
  const { before, after } = valueLines(change);
  return html`<li class="change">
    <span title=${word}>${icon(name, tone)}</span>
    <span class="change-text"><span class="only-read">${word} </span><span class="change-path">${isolatedView(lineText(change.path))}</span>${
      before === undefined ? nothing : html`<del><span class="only-read">${t('before')} </span>${isolatedView(before)}</del>`
    }${after === undefined ? nothing : html`<ins><span class="only-read">${t('now')} </span>${isolatedView(after)}</ins>`}</span>
  </li>`;
}

customElements.define('ds-event-diff', EventDiff);
