import { isJsonObject, type JsonObject, type JsonValue } from '../src/shared/json.ts';
import { visibleText } from '../src/shared/visibleText.ts';
import type { Step } from './detail/path.ts';
import { type Recognised, recognise } from './detail/recognise.ts';
import { t } from './l10n.ts';
import { clip, counted, formatCount, quoted } from './text.ts';

export type NodeKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null' | 'more';

/** One line of an open tree. */
export type TreeNode = {
  /** JSON pointer, unique in the tree; that of a `more` line begins with a word, which no pointer does. */
  readonly path: string;
  readonly parent: string;
  readonly kind: NodeKind;
  /** From 1, as `aria-level` counts. */
  readonly level: number;
  readonly position: number;
  readonly setSize: number;
  readonly label: string;
  /** The value, or what a closed container holds. */
  readonly text: string;
  readonly isExpandable: boolean;
  readonly isExpanded: boolean;
  /** Characters that a shortened string leaves out. */
  readonly hidden: number;
  readonly recognised: Recognised | null;
};

/** What the person opened. Paths are JSON pointers. */
export type TreeView = {
  readonly expanded: ReadonlySet<string>;
  /** Strings that are shown whole. */
  readonly whole: ReadonlySet<string>;
  /** How many members a container shows, where that is not CHILDREN_STEP. */
  readonly shown: ReadonlyMap<string, number>;
};

export const closedTree: TreeView = { expanded: new Set(), whole: new Set(), shown: new Map() };

/** Members that a container shows at once; more come by steps. */
export const CHILDREN_STEP = 100;
const STRING_CHARACTERS = 500;
const KEY_CHARACTERS = 200;

type Place = Pick<TreeNode, 'path' | 'parent' | 'level' | 'position' | 'setSize' | 'label' | 'recognised'>;

/** The lines that show. Only what is open is walked, so that the size of the event does not matter. */
export function visibleNodes(root: JsonObject, view: TreeView): readonly TreeNode[] {
  const nodes: TreeNode[] = [];
  addChildren(nodes, root, { path: '', level: 0 }, view);
  return nodes;
}

/** The value at a path of `visibleNodes`. */
export function valueAt(root: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  for (const key of keysOf(path)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as JsonObject)[key];
  }
  return value;
}

/** The members and items that lead to a path of `visibleNodes`. */
export function stepsTo(root: JsonObject, path: string): readonly Step[] {
  let value: JsonValue | undefined = root;
  return keysOf(path).map((key) => {
    const isIndex = Array.isArray(value);
    value = typeof value === 'object' && value !== null ? (value as JsonObject)[key] : undefined;
    return { key, isIndex };
  });
}

function keysOf(path: string): readonly string[] {
  return path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function toggle(view: TreeView, path: string): TreeView {
  const expanded = new Set(view.expanded);
  if (!expanded.delete(path)) expanded.add(path);
  return { ...view, expanded };
}

export function showWhole(view: TreeView, path: string): TreeView {
  return { ...view, whole: new Set(view.whole).add(path) };
}

export function showMore(view: TreeView, container: string): TreeView {
  return { ...view, shown: new Map(view.shown).set(container, (view.shown.get(container) ?? CHILDREN_STEP) + CHILDREN_STEP) };
}

function addChildren(nodes: TreeNode[], value: JsonValue, at: { readonly path: string; readonly level: number }, view: TreeView): void {
  const keys = Object.keys(value as object);
  const shown = Math.min(keys.length, view.shown.get(at.path) ?? CHILDREN_STEP);
  const level = at.level + 1;
  for (const [index, key] of keys.slice(0, shown).entries()) {
    const path = `${at.path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const member = (value as JsonObject)[key] ?? null;
    const place = { path, parent: at.path, level, position: index + 1, setSize: keys.length };
    addNode(nodes, member, { ...place, label: visibleText(clip(key, KEY_CHARACTERS)), recognised: recognise(key, member) }, view);
  }
  if (shown < keys.length) nodes.push(moreNode(at.path, level, shown, keys.length));
}

function addNode(nodes: TreeNode[], value: JsonValue, place: Place, view: TreeView): void {
  const isExpandable = isContainer(value) && Object.keys(value).length > 0;
  const isExpanded = isExpandable && view.expanded.has(place.path);
  const hidden = typeof value === 'string' && !view.whole.has(place.path) ? Math.max(0, value.length - STRING_CHARACTERS) : 0;
  nodes.push({ ...place, kind: kindOf(value), text: textOf(value, hidden > 0), isExpandable, isExpanded, hidden });
  if (isExpanded) addChildren(nodes, value, place, view);
}

function moreNode(parent: string, level: number, shown: number, setSize: number): TreeNode {
  const left = setSize - shown;
  const count = formatCount(left);
  const text = left > CHILDREN_STEP ? t('Show {0} more ({1} left)', CHILDREN_STEP, count) : t('Show the last {0}', count);
  const path = `more:${parent}`;
  return {
    path,
    parent,
    kind: 'more',
    level,
    position: shown + 1,
    setSize,
    label: '',
    text,
    isExpandable: false,
    isExpanded: false,
    hidden: 0,
    recognised: null,
  };
}

function isContainer(value: JsonValue): value is JsonObject | readonly JsonValue[] {
  return Array.isArray(value) || isJsonObject(value);
}

function kindOf(value: JsonValue): NodeKind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (isJsonObject(value)) return 'object';
  if (typeof value === 'string' || typeof value === 'boolean') return typeof value as NodeKind;
  return 'number';
}

function textOf(value: JsonValue, isCut: boolean): string {
  if (typeof value === 'string') return quoted(isCut ? clip(value, STRING_CHARACTERS) : value);
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${counted(value.length, t('{0} item'), t('{0} items'))}]`;
  if (isJsonObject(value))
    return Object.keys(value).length === 0 ? '{}' : `{${counted(Object.keys(value).length, t('{0} member'), t('{0} members'))}}`;
  return JSON.stringify(value);
}
