import type { Frame, Locator } from 'playwright-core';
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

/** Where the panel is: the view of the workbench, or the tab among the editors. */
export type PanelPlace = 'view' | 'tab';

/** The document of the panel in that place. */
export function frameOf(editor: Editor, place: PanelPlace): Promise<Frame> {
  return until(async () => {
    for (const frame of editor.page.frames().filter((candidate) => candidate.url().includes('fake.html'))) {
      // Other extensions have webviews too.
      if ((await frame.locator('#panel').count()) > 0 && (await placeOf(editor, frame)) === place) return frame;
    }
    return undefined;
  }, `the panel as a ${place}`);
}

/** Webviews lie over the workbench, and nothing but their position tells what they belong to. */
async function placeOf(editor: Editor, frame: Frame): Promise<PanelPlace> {
  const [webview, panel] = await Promise.all([
    frame
      .parentFrame()
      ?.frameElement()
      .then((element) => element.boundingBox()),
    editor.page.locator('.part.panel').boundingBox(),
  ]);
  return panel && webview && webview.y >= panel.y ? 'view' : 'tab';
}

/** A row of the panel in that place, by its words. */
export async function rowIn(editor: Editor, place: PanelPlace, words: string): Promise<Locator> {
  const row = (await frameOf(editor, place)).locator('.row').filter({ hasText: words }).first();
  await row.waitFor();
  return row;
}
