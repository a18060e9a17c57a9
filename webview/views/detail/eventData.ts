import '../jsonTree.ts';
import { html, LitElement } from 'lit';
import type { HubEvent } from '../../../src/shared/events.ts';
import type { Actions } from '../../actions.ts';
import { exactEvent } from '../../acts/exactEvent.ts';
import type { ToldDeliveries } from '../../deliveries/told.ts';
import { termFor } from '../../detail/filterTerm.ts';
import { scriptPath } from '../../detail/path.ts';
import { stepsTo, valueAt } from '../../jsonTree.ts';
import { jsonText } from '../../text.ts';
import { deliveriesView } from '../deliveries.ts';
import { FocusKeeper } from '../focusKeeper.ts';
import type { TreeActs } from '../jsonTree.ts';
import { askedExact } from './asked.ts';

/** The event as a tree, and how it fared at the targets. */
class EventData extends LitElement {
  static override properties = { event: { attribute: false }, told: { attribute: false }, actions: { attribute: false } };

  declare event: HubEvent;
  declare told: ToldDeliveries | undefined;
  declare actions: Actions;
  readonly #exact = askedExact(this);
  readonly #acts: TreeActs = {
    copyValue: (path) => void this.#copyValue(path),
    copyPath: (path) => this.actions.copy(scriptPath(stepsTo(this.event, path))),
    termFor: (path) => termFor(stepsTo(this.event, path), valueAt(this.event, path)),
    filter: (query) => {
      this.actions.filter(query);
      this.actions.keepFilter();
    },
  };

  constructor() {
    super();
    new FocusKeeper(this, '.tree');
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override render() {
    return html`<ds-json-tree .event=${this.event} .root=${this.#exact.valueAbout(this.event) ?? this.event} .acts=${this.#acts}></ds-json-tree>
      ${deliveriesView(this.told, this.actions)}`;
  }

  async #copyValue(path: string): Promise<void> {
    const { event, actions } = this;
    const here = valueAt(event, path);
    const value = typeof here === 'string' ? here : valueAt(await exactEvent({ calls: actions }, event), path);
    if (value === undefined) return;
    actions.copy(typeof value === 'string' ? value : typeof value === 'object' && value !== null ? jsonText(value) : String(value));
  }
}

customElements.define('ds-event-data', EventData);
