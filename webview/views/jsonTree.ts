import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { JsonObject } from '../../src/shared/json.ts';
import { closedTree, showMore, showWhole, type TreeNode, type TreeView, toggle, valueAt, visibleNodes } from '../jsonTree.ts';
import { jsonText, plural } from '../text.ts';
import { icon } from './icon.ts';

/** The event's own data is what people look for. */
const opened: TreeView = { ...closedTree, expanded: new Set(['/data']) };

/** A JSON object as a tree. Keyboard as in every tree of VS Code: arrows, Home, End, Enter. */
export class JsonTree extends LitElement {
  static override properties = { root: { attribute: false }, copy: { attribute: false }, view: { state: true }, current: { state: true } };

  declare root: JsonObject;
  declare copy: (text: string) => void;
  declare view: TreeView;
  /** Path of the line that the keyboard stands on. */
  declare current: string;
  #nodes: readonly TreeNode[] = [];

  constructor() {
    super();
    this.root = {};
    this.view = opened;
    this.current = '/data';
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('root')) this.view = opened;
    this.#nodes = visibleNodes(this.root, this.view);
    if (!this.#nodes.some(({ path }) => path === this.current)) this.current = this.#nodes[0]?.path ?? '';
  }

  override render() {
    return html`<div
      class="tree"
      role="tree"
      tabindex="0"
      aria-label="Event as JSON"
      aria-activedescendant=${this.#lineId(this.#nodes.findIndex(({ path }) => path === this.current))}
      @keydown=${this.#onKey}
      @click=${this.#onClick}
    >${repeat(
      this.#nodes,
      ({ path }) => path,
      (node, index) => this.#lineView(node, index),
    )}</div>`;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('current')) this.querySelector('.tree-line.is-current')?.scrollIntoView({ block: 'nearest' });
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
      aria-level=${node.level}
      aria-posinset=${node.position}
      aria-setsize=${node.setSize}
      aria-selected=${String(isCurrent)}
      aria-expanded=${node.isExpandable ? String(node.isExpanded) : nothing}
    >${Array.from({ length: node.level - 1 }, () => html`<span class="tree-indent"></span>`)}<span class="tree-twistie"
      >${node.isExpandable ? icon(node.isExpanded ? 'chevron-down' : 'chevron-right') : nothing}</span
    ><span class="tree-text">${labelView(node)}<bdi class="tree-value is-${node.kind}">${node.isExpanded ? nothing : node.text}</bdi>${wholeView(node)}</span></div>`;
  }

  readonly #onClick = (event: MouseEvent): void => {
    const index = (event.target as Element).closest<HTMLElement>('[data-index]')?.dataset.index;
    const node = this.#nodes[Number(index)];
    if (!node) return;
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
    if (!node || event.altKey) return;
    if (event.ctrlKey || event.metaKey) this.#onCommandKey(event, node);
    else if (this.#step(event.key, node, index)) event.preventDefault();
  };

  #onCommandKey(event: KeyboardEvent, node: TreeNode): void {
    if (event.key !== 'c' || getSelection()?.isCollapsed === false) return;
    const value = valueAt(this.root, node.path);
    if (value !== undefined) this.copy(typeof value === 'object' && value !== null ? jsonText(value) : String(value));
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

/** Not a tab stop: Enter on its line does the same. */
function wholeView({ hidden }: TreeNode) {
  if (hidden === 0) return nothing;
  return html` <button type="button" class="tree-whole link" tabindex="-1">Show all (${plural(hidden, 'more character')})</button>`;
}

customElements.define('ds-json-tree', JsonTree);
