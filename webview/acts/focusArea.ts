import type { FocusArea } from '../../src/shared/panel.ts';

/** Where in the panel an element is, as far as keys are concerned. */
export function areaOf(element: Element | null): FocusArea {
  if (!element) return 'none';
  if (element.matches('input, textarea, select, [contenteditable]')) return 'input';
  if (element.closest('.event-list')) return 'list';
  return element.closest('.detail') ? 'detail' : 'rest';
}

/** Tells where the focus is, at once and whenever it has moved to another area, as long as the page lives. */
export function followFocus(tell: (area: FocusArea) => void): void {
  let last: FocusArea | undefined;
  const look = (): void => {
    const area = document.hasFocus() ? areaOf(document.activeElement) : 'none';
    if (area !== last) tell(area);
    last = area;
  };
  document.addEventListener('focusin', look);
  // Between two elements nothing has the focus, and after the last one nobody says so.
  document.addEventListener('focusout', () => queueMicrotask(look));
  window.addEventListener('focus', look);
  window.addEventListener('blur', look);
  look();
}
