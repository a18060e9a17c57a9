/** For the keys of what is in the second pane: Esc closes it, and nothing behind it. */
export function closeOnEscape(event: KeyboardEvent, close: () => void): void {
  if (event.key !== 'Escape') return;
  event.stopPropagation();
  close();
}
