import { HUES } from '../hue.ts';

/** The colours of activity.css by which the strip is painted. */
export type ActivityPalette = { readonly hues: readonly string[]; readonly line: string; readonly base: string; readonly marked: string };

/** What the theme makes of the colours at this element. */
export function readActivityPalette(element: HTMLElement): ActivityPalette {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(`--activity-${name}`);
  return {
    hues: Array.from({ length: HUES }, (_, hue) => colour(`hue-${hue}`)),
    line: colour('line'),
    base: colour('base'),
    marked: colour('marked'),
  };
}
