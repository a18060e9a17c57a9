import { visibleText } from '../shared/visibleText.ts';
import { cellsOf } from './eventLine.ts';

/** Rows as lines with their columns below each other. The last column may be as long as it likes. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const texts = rows.map((row) => row.map(visibleText));
  const widths = (texts[0] ?? []).map((_, column) => Math.max(...texts.map((row) => widthOf(row[column] ?? ''))));
  return texts.map((row) =>
    row
      .map((text, column) => text + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(text))))
      .join('  ')
      .trimEnd(),
  );
}

/** How many cells of a terminal a text takes. */
export function widthOf(text: string): number {
  let cells = 0;
  for (const character of text) cells += cellsOf(character);
  return cells;
}
