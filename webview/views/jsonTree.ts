import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { HubEvent } from '../../src/shared/events.ts';
import { commandKey } from '../commandKey.ts';
import { agoText } from '../detail/ago.ts';
import { closedTree, showMore, showWhole, type TreeNode, type TreeView, toggle, visibleNodes } from '../jsonTree.ts';
import { t } from '../l10n.ts';
import { counted } from '../text.ts';
import { fullTime, momentText } from '../time.ts';
import { FocusKeeper } from './focusKeeper.ts';
import { icon } from './icon.ts';

/** What can be done with a line, by its path in the tree. */
export type TreeActs = {
  copyValue(path: string): void;
  copyPath(path: string): void;
  /** The query that finds events with this value here; undefined when there is none. */
  termFor(path: string): string | undefined;
  filter(query: string): void;
};

/** The event's own data is what people look for: it is open, and comes first. */
const opened: TreeView = { ...closedTree, expanded: new Set(['/data']) };
/** How often "5 min ago" is looked at again. */
const CLOCK_MS = 10_000;

/** An event as a tree. Keyboard as in every tree of VS Code: arrows, Home, End, Enter; Tab leads to what can be done with the line. */
export class JsonTree extends LitElement {
  static override properties = {
    event: { attribute: false },
    root: { attribute: false },
    acts: { attribute: false },
    view: { state: true },
    current: { state: true },
    hovered: { state: true },
  };

  /** Which event it is. What is open stays open in the next one of the same type. */
  declare event: HubEvent;
  /** The event as it is shown: all of its digits may come later. */
  declare root: HubEvent;
  declare acts: TreeActs;
  declare view: TreeView;
  /** Path of the line that the keyboard stands on. */
  declare current: string;
  /** Path of the line under the mouse. */
  declare hovered: string;
  #nodes: readonly TreeNode[] = [];
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.view = opened;
    this.current = '/data';
    this.hovered = '';
    new FocusKeeper(this, '.tree');
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#clock = setInterval(() => this.#nodes.some(({ recognised }) => recognised?.kind === 'time') && this.requestUpdate(), CLOCK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.#clock) clearInterval(this.#clock);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('event')) this.#beginAnew(changed.get('event'));
    // A large tree is not walked for each line that the mouse comes over.
    if (changed.has('root') || changed.has('view')) {
      const { data, ...rest } = this.root;
      this.#nodes = visibleNodes({ data, ...rest }, this.view);
    }
    if (!this.#nodes.some(({ path }) => path === this.current)) this.current = this.#nodes[0]?.path ?? '';
  }

  override render() {
    return html`<div
      class="tree"
      role="tree"
      tabindex="0"
      aria-label=${t('Event as JSON')}
      aria-activedescendant=${this.#lineId(this.#nodes.findIndex(({ path }) => path === this.current))}
      @keydown=${this.#onKey}
      @click=${this.#onClick}
      @pointerover=${this.#onHover}
      @pointerleave=${this.#onLeave}
    >${repeat(
      this.#nodes,
      ({ path }) => path,
      (node, index) => this.#lineView(node, index),
    )}</div>`;
  }

  override updated(changed: PropertyValues<this>): void {
    // Only for somebody who goes through it: it would scroll a low pane, too.
    if (!changed.has('current') || !this.contains(document.activeElement)) return;
    this.querySelector('.tree-line.is-current')?.scrollIntoView({ block: 'nearest' });
  }

  #beginAnew(before: HubEvent | undefined): void {
    this.view = before?.type === this.event.type ? { ...closedTree, expanded: this.view.expanded } : opened;
    this.hovered = '';
  }

  #lineId(index: number): string {
    return `tree-line-${index}`;
  }

  #lineView(node: TreeNode, index: number) {
    const isCurrent = node.path === this.current;
    return html`<div
      id=${this.#lineId(index)}
      class="tree-line ${isCurrent ? 'is-current' : ''} ${node.kind === 'more' ? 'is-more' : ''}"
      role="treeitem"
      data-index=${index}
      aria-labelledby="${this.#lineId(index)}-text"
      aria-level=${node.level}
      aria-posinset=${node.position}
      aria-setsize=${node.setSize}
      aria-selected=${String(isCurrent)}
      aria-expanded=${node.isExpandable ? String(node.isExpanded) : nothing}
    >${Array.from({ length: node.level - 1 }, () => html`<span class="tree-indent"></span>`)}<span class="tree-twistie"
      >${node.isExpandable ? icon(node.isExpanded ? 'chevron-down' : 'chevron-right') : nothing}</span
    ><span class="tree-text" id="${this.#lineId(index)}-text">${labelView(node)}<bdi class="tree-value is-${node.recognised?.kind ?? node.kind}">${node.isExpanded ? nothing : node.text}</bdi>${timeView(node)}${wholeView(node)}</span
    >${node.kind !== 'more' && (isCurrent || node.path === this.hovered) ? this.#actsView(node.path, isCurrent) : nothing}</div>`;
  }

  /** Those of the current line are tab stops right behind the tree; of the line under the mouse they are for the mouse. */
  #actsView(path: string, isCurrent: boolean) {
    const { copyValue, copyPath, termFor, filter } = this.acts;
    const term = termFor(path);
    const button = (name: string, title: string, run: () => void) => html`<button
      type="button"
      class="icon-button"
      tabindex=${isCurrent ? 0 : -1}
      title=${title}
      aria-label=${title}
      @click=${run}
    >${icon(name)}</button>`;
    return html`<span class="tree-acts">
      ${button('copy', t('Copy value ({0}+C)', commandKey), () => copyValue(path))}
      ${button('list-tree', t('Copy path ({0}+Shift+C)', commandKey), () => copyPath(path))}
      ${term === undefined ? nothing : button('filter', t('Filter by this value'), () => filter(term))}
    </span>`;
  }

  readonly #onHover = (event: PointerEvent): void => {
    this.hovered = this.#nodeOf(event)?.path ?? '';
  };

  readonly #onLeave = (): void => {
    this.hovered = '';
  };

  #nodeOf(event: Event): TreeNode | undefined {
    const index = (event.target as Element).closest<HTMLElement>('[data-index]')?.dataset.index;
    return this.#nodes[Number(index)];
  }

  readonly #onClick = (event: MouseEvent): void => {
    const node = this.#nodeOf(event);
    if (!node || (event.target as Element).closest('.tree-acts')) return;
    this.current = node.path;
    // Somebody who marks text to copy it does not want to open anything.
    if (getSelection()?.isCollapsed === false) return;
    if (node.hidden === 0 || (event.target as Element).closest('.tree-whole')) this.#activate(node);
  };

  /** Enter or a click: opens, closes, or shows the rest. */
  #activate(node: TreeNode): void {
    if (node.kind === 'more') this.view = showMore(this.view, node.parent);
    else if (node.hidden > 0) this.view = showWhole(this.view, node.path);
    else if (node.isExpandable) this.view = toggle(this.view, node.path);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const index = this.#nodes.findIndex(({ path }) => path === this.current);
    const node = this.#nodes[index];
    const isOfButton = event.target !== event.currentTarget && (event.key === 'Enter' || event.key === ' ');
    if (!node || event.altKey || isOfButton) return;
    if (event.ctrlKey || event.metaKey) this.#onCommandKey(event, node);
    else if (this.#step(event.key, node, index)) event.preventDefault();
  };

  #onCommandKey(event: KeyboardEvent, node: TreeNode): void {
    if (event.key.toLowerCase() !== 'c' || node.kind === 'more' || getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    if (event.shiftKey) this.acts.copyPath(node.path);
    else this.acts.copyValue(node.path);
  }

  /** @returns whether the key meant something */
  #step(key: string, node: TreeNode, index: number): boolean {
    switch (key) {
      case 'ArrowDown':
        return this.#goTo(this.#nodes[index + 1]);
      case 'ArrowUp':
        return this.#goTo(this.#nodes[index - 1]);
      case 'Home':
        return this.#goTo(this.#nodes[0]);
      case 'End':
        return this.#goTo(this.#nodes.at(-1));
      case 'ArrowRight':
        if (node.isExpandable && !node.isExpanded) this.#activate(node);
        else if (node.isExpanded) this.#goTo(this.#nodes[index + 1]);
        return true;
      case 'ArrowLeft':
        if (node.isExpanded) this.#activate(node);
        else this.#goTo(this.#nodes.find(({ path }) => path === node.parent));
        return true;
      case 'Enter':
      case ' ':
        this.#activate(node);
        return true;
      default:
        return false;
    }
  }

  #goTo(node: TreeNode | undefined): boolean {
    if (node) this.current = node.path;
    return true;
  }
}

function labelView({ kind, label }: TreeNode) {
  return kind === 'more' ? nothing : html`<bdi class="tree-key">${label}</bdi><span class="tree-colon">:\u00a0</span>`;
}

/** What a time is here and now; its digits say it for another place. */
function timeView({ recognised }: TreeNode) {
  if (recognised?.kind !== 'time') return nothing;
  const now = new Date();
  const at = new Date(recognised.at).toISOString();
  return html`<span class="tree-note" title=${fullTime(at)}> ${momentText(at, now)} · ${agoText(recognised.at, now.getTime())}</span>`;
}

/** Not a tab stop: Enter on its line does the same. */
function wholeView({ hidden }: TreeNode) {
  if (hidden === 0) return nothing;
  const words = counted(hidden, t('Show all ({0} more character)'), t('Show all ({0} more characters)'));
  return html` <button type="button" class="tree-whole link" tabindex="-1">${words}</button>`;
}

customElements.define('ds-json-tree', JsonTree);
