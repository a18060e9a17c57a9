import type { Editor } from './editor.ts';
import { until } from './until.ts';

/** What stands in the rows of the panel, seams among them, the newest last. */
export async function rowTexts(editor: Editor): Promise<string[]> {
  return (await editor.panelFrame()).locator('.row').allInnerTexts();
}

/** Waits for a row with all these words. */
export function untilRow(editor: Editor, ...words: readonly string[]): Promise<string> {
  return until(
    async () => (await rowTexts(editor)).find((row) => words.every((word) => row.includes(word))),
    `a row with ${words.join(', ')}`,
    20_000,
  );
}

/** Which of these words the rows hold, in the order of the rows. */
export async function orderOf(editor: Editor, words: readonly string[]): Promise<string[]> {
  return (await rowTexts(editor)).flatMap((row) => words.filter((word) => row.includes(word)));
}
