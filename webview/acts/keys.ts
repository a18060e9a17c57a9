import { type FocusArea, type PanelAct, panelActs } from '../../src/shared/panel.ts';
import type { Actions } from '../actions.ts';
import type { PanelHost } from '../host/host.ts';
import type { PanelState } from '../store.ts';
import { openRowMenu } from '../views/rowMenu.ts';
import { focusFilter, letterOf } from './acts.ts';
import { currentRow, rowOfKey } from './currentRow.ts';
import { areaOf, followFocus } from './focusArea.ts';

export type KeyParts = {
  readonly root: HTMLElement;
  readonly host: PanelHost;
  readonly actions: Actions;
  readonly current: () => PanelState;
};

export type Keys = {
  /** For `ViewApi.onAct`. */
  onAct(act: PanelAct, key?: number): void;
};

const acts = Object.keys(panelActs) as readonly PanelAct[];
/** So long after a key went into an input the host may take it for an act: it hears of the focus a little late. */
const TYPING_MS = 500;

/** Keys and context menus of the whole panel, and word of where its focus is, as long as the page lives. */
export function startKeys(parts: KeyParts): Keys {
  const { root, host, actions, current } = parts;
  let typedAt = Number.NEGATIVE_INFINITY;
  // Of the whole page: for a moment after a menu has closed the focus is nowhere.
  root.ownerDocument.addEventListener('keydown', (event) => {
    if ((isPlain(event) || isUndo(event)) && areaOf(event.target as Element) === 'input') typedAt = performance.now();
    if (!event.defaultPrevented && isTaken(parts, event)) event.preventDefault();
  });
  root.addEventListener('contextmenu', (event) => {
    // VS Code draws the menu of a row that was clicked on. From the keyboard it would not know which row is meant.
    const isClickInVsCode = host.bindsKeys && (event.target as Element).closest('[data-key]') !== null;
    if (!isClickInVsCode && openMenuOfRow(parts, event)) event.preventDefault();
  });
  followFocus((area) => void host.calls.focusMoved(area).catch(() => {}));
  return {
    onAct(act, key) {
      const isTyping = areaOf(document.activeElement) === 'input' && performance.now() - typedAt < TYPING_MS;
      // What was chosen from a menu or the palette is meant, wherever the focus is.
      if (key === undefined && isTyping) return;
      const row = key === undefined ? undefined : rowOfKey(current(), key);
      if (row !== null) actions.act(act, row);
    },
  };
}

/** Does what the key is for; false when it is for nothing here. */
function isTaken(parts: KeyParts, event: KeyboardEvent): boolean {
  const { host, actions, current } = parts;
  const area = areaOf(event.target as Element);
  const hasCommand = event.ctrlKey || event.metaKey;
  if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) return openMenuOfRow(parts, event);
  if (hasCommand && event.key === 'f') {
    focusFilter();
    return true;
  }
  // VS Code has a binding for it: its own command would undo what was last typed into a field.
  if (isUndo(event) && !host.bindsKeys && area !== 'input' && current().cleared) {
    actions.undoClear();
    return true;
  }
  if (event.repeat || !isPlain(event)) return false;
  const act = actOfKey(event.key, area);
  // What a host hears of comes late. The letters behind a `/` are meant for the filter, and must find it.
  if (host.bindsKeys && act !== 'focusFilter') return false;
  if (act) actions.act(act);
  return act !== undefined;
}

/** What a key of one letter does there. Without a row in sight of the keyboard nothing happens to events. */
export function actOfKey(key: string, area: FocusArea): PanelAct | undefined {
  if (area === 'input') return undefined;
  const isEventInSight = area === 'list' || area === 'detail';
  return acts.find((act) => letterOf(act) === key && (isEventInSight || !panelActs[act].isOfEvent));
}

function isPlain({ altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return !(altKey || ctrlKey || metaKey);
}

function isUndo({ ctrlKey, metaKey, key }: KeyboardEvent): boolean {
  return (ctrlKey || metaKey) && key === 'z';
}

/** The menu of the row under the pointer, or from the keyboard that of the current one. */
function openMenuOfRow({ actions, current }: KeyParts, event: Event): boolean {
  const target = event.target as Element;
  if (!target.closest('.event-list')) return false;
  const clicked = target.closest<HTMLElement>('[data-key]')?.dataset.key;
  const state = current();
  const row = clicked === undefined ? currentRow(state) : rowOfKey(state, Number(clicked));
  if (!row) return false;
  openRowMenu({ row, memory: state.memory, actions, at: placeOf(event, clicked ?? String(state.cursor)) });
  return true;
}

function placeOf(event: Event, key: string): DOMRect {
  if (event instanceof PointerEvent && event.pointerType !== '') return new DOMRect(event.clientX, event.clientY);
  return document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.getBoundingClientRect() ?? new DOMRect();
}
