/** The colours of meterColours.css by which canvases are painted. */
const names = ['low', 'middle', 'high', 'remote', 'stale', 'line', 'label', 'grid'] as const;

export type Palette = Readonly<Record<(typeof names)[number], string>>;

/** What the theme makes of the colours at this element. */
export function readPalette(element: HTMLElement): Palette {
  const style = getComputedStyle(element);
  const entries = names.map((name) => [name, style.getPropertyValue(`--meter-${name}`)] as const);
  return Object.fromEntries(entries) as Palette;
}

/** Hears when VS Code changes the theme: its variables are on the root element, its kind is a class of the body. */
export function observeTheme(onChange: () => void): MutationObserver {
  const observer = new MutationObserver(onChange);
  for (const element of [document.documentElement, document.body]) {
    observer.observe(element, { attributes: true, attributeFilter: ['class', 'style'] });
  }
  return observer;
}
