import type { Frame, Locator, Page } from 'playwright-core';
import { createHubClient, type OutgoingEvent } from '../../../src/client/hubClient.ts';
import type { LoggedEvent } from '../../../src/shared/events.ts';
import { until } from '../until.ts';

/** A panel that somebody works with. What differs from place to place is here; all else is done with its elements. */
export type Panel = {
  /** Its document. */
  readonly root: Frame | Page;
  /** The page around it: keys go there, and the menus and boxes of an editor are there. */
  readonly window: Page;
  readonly hub: PanelHub;
  readonly files: PanelFiles;
  clipboard(): Promise<string>;
  /** Presses a key of the panel until it has worked. */
  pressUntil(key: string, isDone: () => Promise<boolean>): Promise<void>;
  /** Answers the question whether the log shall be deleted. */
  answerDeletion(answer: 'yes' | 'no'): Promise<void>;
};

/** Where a panel puts files and where it finds them. Each of these calls what a person does first. */
export type PanelFiles = {
  /** Text of the fixture that is saved. */
  fixtureOf(save: () => Promise<void>): Promise<string>;
  /** Text of the file that is written, whose name ends like this. */
  exportOf(ending: string, write: () => Promise<void>): Promise<string>;
  /** Chooses a file with this text, and how fast it is replayed. */
  replay(text: string, timing: 'at once' | 'original', ask: () => Promise<void>): Promise<void>;
};

/** The hub behind a panel, as other programs see it. */
export type PanelHub = {
  readonly url: string;
  post(...events: readonly OutgoingEvent[]): Promise<void>;
  /** JSON text, with digits that JavaScript would lose. */
  postText(json: string): Promise<void>;
  /** What was published since this object was made, oldest first, at most a page. */
  events(): Promise<readonly LoggedEvent[]>;
  /** JSON text of an event. */
  raw(id: string): Promise<string | null>;
};

/** A panel beside the files of a workspace. */
export type EditorPanel = Panel & {
  /** Writes a file of the workspace. */
  writeFile(file: string, text: string): Promise<void>;
};

export type PanelAction<P extends Panel = Panel> = {
  /** What the panel does for a person, as a sentence. */
  readonly name: string;
  run(panel: P): Promise<void>;
};

/** @param token needed for hubs that ask for one */
export async function panelHub(url: string, token?: string): Promise<PanelHub> {
  const client = createHubClient({ url, ...(token !== undefined && { token }) });
  const newest = (await client.history({ limit: 1 })).events.at(-1)?.id;
  const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const postText = async (body: string) => {
    const headers = { 'Content-Type': 'application/json', ...authorization };
    const response = await fetch(`${url}/dev/webhook`, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(`The hub answered ${response.status}: ${await response.text()}`);
  };
  return {
    url,
    postText,
    post: (...events) => postText(JSON.stringify(events)),
    async events() {
      const { events } = await client.history({ limit: 1000 });
      return events.slice(events.findIndex(({ id }) => id === newest) + 1);
    },
    raw: (id) => client.historyEvent(id),
  };
}

/** The rows of events and groups. */
export const rowsOf = ({ root }: Panel): Locator => root.locator('.row:not(.seam)');
export const rowOf = (panel: Panel, words: string): Locator => rowsOf(panel).filter({ hasText: words }).first();
export const listOf = ({ root }: Panel): Locator => root.locator('.event-list');
export const filterOf = ({ root }: Panel): Locator => root.locator('#filter-text');
export const composerOf = ({ root }: Panel): Locator => root.locator('.composer');
export const button = ({ root }: Panel, name: string | RegExp): Locator => root.getByRole('button', { name, exact: true });

export const typesShown = (panel: Panel): Promise<readonly string[]> => rowsOf(panel).locator('.row-type').allInnerTexts();

export function untilTypes(panel: Panel, ...types: readonly string[]): Promise<boolean> {
  return until(async () => (await typesShown(panel)).join() === types.join(), `the rows are ${types.join(', ') || 'none'}`);
}

/** Posts events and waits for their rows, which are the only ones: the view is clear before each action. */
export async function show(panel: Panel, ...events: readonly OutgoingEvent[]): Promise<void> {
  await panel.hub.post(...events);
  await untilTypes(panel, ...events.map(({ event_type }) => event_type));
}

/** Waits until the panel says in passing what was done. */
export function untilFlash({ root }: Panel, words: RegExp): Promise<string> {
  return until(
    async () => (await root.locator('.flash-text').allInnerTexts()).find((text) => words.test(text)),
    `the panel says in passing ${words}`,
  );
}

export async function untilCopied(panel: Panel, words: string | RegExp): Promise<string> {
  return until(async () => {
    const text = await panel.clipboard();
    return (typeof words === 'string' ? text === words : words.test(text)) ? text : undefined;
  }, `the clipboard has ${words}`);
}

export function forgetCopied({ window }: Panel): Promise<void> {
  return window.evaluate(() => navigator.clipboard.writeText('nothing'));
}

/** Waits for so many events of the type in the log, and answers them. */
export function untilPublished({ hub }: Panel, type: string, count: number): Promise<readonly LoggedEvent[]> {
  return until(async () => {
    const found = (await hub.events()).filter((event) => event.type === type);
    return found.length === count ? found : undefined;
  }, `${count} events of ${type}`);
}

/** Chooses from the menu of the toolbar. */
export async function choose(panel: Panel, name: string): Promise<void> {
  await button(panel, 'View and more').click();
  await panel.root.locator('ds-menu .menu-item').filter({ hasText: name }).click();
}

/** Chooses from the menu that a click with the other mouse button opens at a row. */
export async function chooseAt(panel: Panel, row: Locator, name: string): Promise<void> {
  await row.click({ button: 'right' });
  await chooseInMenu(panel, name);
}

/** Chooses from the menu that is open, or about to be. */
export async function chooseInMenu(panel: Panel, name: string): Promise<void> {
  // Where it has a key, that is a part of what an editor calls it.
  const item = panel.window.getByRole('menuitem', { name }).first();
  await item.waitFor();
  // An editor takes no click that comes at once: it could be the one that opened the menu.
  await until(async () => {
    if (await item.isVisible()) await item.click({ timeout: 1000 });
    return !(await item.isVisible());
  }, `"${name}" is chosen`);
}

export async function openTab(panel: Panel, name: string): Promise<Locator> {
  await panel.root.getByRole('tab', { name }).click();
  const content = panel.root.getByRole('tabpanel', { name });
  await content.waitFor();
  return content;
}

export const hasFocus = (element: Locator): Promise<boolean> => element.evaluate((one) => one === document.activeElement);

/** Does what a person does, and leaves the panel as it was opened. */
export async function perform<P extends Panel>({ run }: PanelAction<P>, panel: P): Promise<void> {
  try {
    await run(panel);
  } catch (error) {
    // What it left open would fail the next one, too. Its own failure says more than that of the cleaning.
    await panel.window.keyboard.press('Escape');
    await tidy(panel).catch(() => {});
    throw error;
  }
  await tidy(panel);
}

async function tidy(panel: Panel): Promise<void> {
  const press = async (found: Locator) => {
    if (await found.isVisible()) await found.click();
  };
  await press(button(panel, /^Close, and keep the draft/));
  await press(button(panel, 'Close (Esc)'));
  await press(button(panel, /^Resume/));
  await filterOf(panel).fill('');
  await filterOf(panel).blur();
  while (
    await button(panel, /^Unpin /)
      .first()
      .isVisible()
  )
    await button(panel, /^Unpin /)
      .first()
      .click();
  const clear = panel.root.getByRole('button', { name: 'Clear view' });
  if (await clear.isEnabled()) await clear.click();
  await untilTypes(panel);
}
