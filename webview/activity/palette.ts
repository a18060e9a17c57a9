import { canvasColours } from '../canvasColours.ts';
import { HUES } from '../hue.ts';

const hueNames = Array.from({ length: HUES }, (_, hue) => `hue-${hue}` as const);
const readColours = canvasColours('activity', [...hueNames, 'line', 'base', 'marked']);

/** The colours of activity.css by which the strip is painted. */
export type ActivityPalette = Pick<ReturnType<typeof readColours>, 'line' | 'base' | 'marked'> & { readonly hues: readonly string[] };

/** What the theme makes of the colours at this element. */
export function readActivityPalette(element: HTMLElement): ActivityPalette {
  const { line, base, marked, ...hues } = readColours(element);
  return { hues: Object.values(hues), line, base, marked };
}
