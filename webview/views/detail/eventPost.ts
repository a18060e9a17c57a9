import { html, LitElement, nothing } from 'lit';
import type { EventPost } from '../../../src/shared/api.ts';
import type { HubEvent } from '../../../src/shared/events.ts';
import type { Actions } from '../../actions.ts';
import { notPostText, senderOf } from '../../detail/sender.ts';
import { t } from '../../l10n.ts';
import { eventsText, formatBytes, lineText } from '../../text.ts';
import { fullTime, momentText } from '../../time.ts';
import { FocusKeeper } from '../focusKeeper.ts';
import { type Answer, Asked } from './asked.ts';
import { problemView } from './problem.ts';

/** How an event came in: who sent it, when, and with which headers. */
class EventPostView extends LitElement {
  static override properties = { event: { attribute: false }, actions: { attribute: false } };

  declare event: HubEvent;
  declare actions: Actions;
  readonly #asked = new Asked(this, async ({ id }) => (id === null ? null : this.actions.postOf(id)));

  constructor() {
    super();
    new FocusKeeper(this, '.post');
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override render() {
    const answer = this.#asked.about(this.event);
    return html`<div class="post" tabindex="0" role="group" aria-label=${t('Post')} aria-busy=${String(!answer)}>${this.#contentView(answer)}</div>`;
  }

  #contentView(answer: Answer<EventPost | null> | undefined) {
    if (!answer) return nothing;
    if ('error' in answer) return problemView(t('How it came in cannot be shown.'), answer.error, () => this.#asked.again());
    return answer.value ? postView(answer.value) : html`<p class="detail-words">${notPostText(this.event)}</p>`;
  }
}

function postView(post: EventPost) {
  const { at, method, path, address, bytes, events } = post;
  const sender = senderOf(post);
  const facts = [
    [t('Request'), html`<code><bdi>${lineText(`${method} ${path}`)}</bdi></code>`],
    [t('Sender'), html`<bdi>${sender === null ? lineText(address) : `${lineText(sender)}, ${lineText(address)}`}</bdi>`],
    [t('Time'), html`<span title=${fullTime(at)}>${momentText(at, new Date())}</span>`],
    [t('Size'), html`${events > 1 ? t('{0}, {1}', formatBytes(bytes), eventsText(events)) : formatBytes(bytes)}`],
  ] as const;
  return html`<dl class="post-facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    <table class="post-headers" aria-label=${t('Headers')}>
      <thead><tr><th scope="col">${t('Header')}</th><th scope="col">${t('Value')}</th></tr></thead>
      <tbody>${post.headers.map(headerView)}</tbody>
    </table>`;
}

function headerView([name, value]: EventPost['headers'][number]) {
  return html`<tr>
    <th scope="row"><bdi>${lineText(name)}</bdi></th>
    <td>${value === null ? html`<span class="post-hidden" title=${t('It may hold a secret')}>${t('not shown')}</span>` : html`<bdi>${lineText(value)}</bdi>`}</td>
  </tr>`;
}

customElements.define('ds-event-post', EventPostView);
