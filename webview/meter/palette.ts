import { canvasColours } from '../canvasColours.ts';

/** What the theme makes of the colours of meterColours.css at this element. */
export const readPalette = canvasColours('meter', ['low', 'middle', 'high', 'remote', 'stale', 'line', 'label', 'grid']);

export type Palette = ReturnType<typeof readPalette>;

/** Hears when VS Code changes the theme: its variables are on the root element, its kind is a class of the body. */
export function observeTheme(onChange: () => void): MutationObserver {
  const observer = new MutationObserver(onChange);
  for (const element of [document.documentElement, document.body]) {
    observer.observe(element, { attributes: true, attributeFilter: ['class', 'style'] });
  }
  return observer;
}
