import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Editor, openEditor } from '../support/editor.ts';
import { untilStatus } from '../support/hubInEditor.ts';
import {
  chooseInMenu,
  type EditorPanel,
  filterOf,
  type PanelFiles,
  panelHub,
  perform,
  rowOf,
  untilFlash,
  untilTypes,
} from '../support/panelActions/panel.ts';
import { editorActions } from '../support/panelActions.ts';
import { frameOf, type PanelPlace } from '../support/panelInEditor.ts';
import { quietPort } from '../support/ports.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';
import { until } from '../support/until.ts';

/** Everything that a person does in a panel, in the view and in the tab of one window. */
let workspace: TempWorkspace;
/** For files that nobody watches. */
let elsewhere: TempWorkspace;
let editor: Editor;
let url: string;

before(async () => {
  const port = await quietPort();
  url = `http://localhost:${port}`;
  elsewhere = await tempWorkspace();
  workspace = await tempWorkspace({
    'src/saved.ts': 'export const saved = 0;\n',
    '.vscode/settings.json': JSON.stringify({ 'devSync.port': port, 'devSync.watch.include': ['src/**'] }),
  });
  editor = await openEditor({ folder: workspace.path });
  // Room for all parts of the panel at the bottom, and for the tab above it.
  await editor.page.setViewportSize({ width: 1400, height: 1400 });
  await editor.page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(editor.page.url()).origin });
  await editor.runCommand('Dev Sync: Start');
  await untilStatus(editor, `:${port}`);
});

after(async () => {
  await editor?.dispose();
  await workspace?.dispose();
  await elsewhere?.dispose();
});

/** Answers the box of the editor that asks for a file, which is a list to choose from. */
async function answerFileBox(title: string, path: string): Promise<void> {
  const box = editor.page.locator('.quick-input-widget', { has: editor.page.locator('.quick-input-title', { hasText: title }) });
  const input = box.locator('input.input');
  // It begins at a place of its own, which it writes into the field when it has looked there.
  await box.locator('.monaco-list-row').first().waitFor();
  await until(async () => (await input.inputValue()).startsWith(workspace.path), 'the place where the box begins');
  await until(async () => {
    await input.fill(path, { timeout: 1000 });
    await input.press('Enter', { timeout: 1000 });
    return until(() => box.isHidden(), 'the box is closed', 2000);
  }, `the box takes ${path}`);
}

/** The text of a file, which is taken away. */
async function taken(path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  await rm(path);
  return text;
}

function filesOf(panel: () => EditorPanel): PanelFiles {
  return {
    async fixtureOf(save) {
      await save();
      const [, file = ''] = /^Saved as (\S+)/.exec(await untilFlash(panel(), /^Saved as /)) ?? [];
      return taken(join(workspace.path, file));
    },
    async exportOf(ending, write) {
      const path = join(elsewhere.path, `exported.${ending}`);
      await write();
      await answerFileBox('Export Events', path);
      // It comes to its place when it is whole.
      return until(() => taken(path), `the file ${path}`);
    },
    async replay(text, timing, ask) {
      const path = await elsewhere.write('saved.ndjson', text);
      await ask();
      await answerFileBox('Import and Replay Events', path);
      const line = timing === 'original' ? 'In the original timing' : 'At once';
      await editor.page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: 'At once' }).waitFor();
      if (timing === 'original') await editor.page.keyboard.press('ArrowDown');
      await editor.page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: line }).waitFor();
      await editor.page.keyboard.press('Enter');
      await rm(path);
    },
  };
}

async function openPanel(place: PanelPlace): Promise<EditorPanel> {
  const { page } = editor;
  const dialog = page.locator('.monaco-dialog-box');
  const panel: EditorPanel = {
    root: await frameOf(editor, place),
    window: page,
    hub: await panelHub(url),
    files: filesOf(() => panel),
    clipboard: () => page.evaluate(() => navigator.clipboard.readText()),
    async pressUntil(key, isDone) {
      // The editor hears a little late that the keyboard is in the panel. A key that comes before that is for nothing.
      const press = async () => {
        await page.keyboard.press(key);
        return until(isDone, `what "${key}" does`, 1000);
      };
      await until(press, `what "${key}" does`, 20_000);
    },
    async answerDeletion(answer) {
      await dialog.getByRole('button', { name: answer === 'yes' ? 'Delete' : 'Cancel' }).click();
      await dialog.waitFor({ state: 'detached' });
    },
    writeFile: async (file, text) => void (await workspace.write(file, text)),
  };
  return panel;
}

const opened: Readonly<Record<PanelPlace, string>> = { view: 'Dev Sync: Show Panel', tab: 'Dev Sync: Open Panel in Editor' };

for (const place of ['view', 'tab'] as const) {
  describe(`the panel as a ${place}`, () => {
    before(async () => {
      await editor.runCommand(opened[place]);
      const { root } = await openPanel(place);
      await root.locator('.status-state', { hasText: 'On' }).waitFor();
    });

    for (const action of editorActions) {
      test(`${action.name} (${place})`, { timeout: 90_000 }, async () => perform(action, await openPanel(place)));
    }

    after(() => editor.screenshot(`panel-actions-${place}`));
  });
}

test('the title of the view exports what the view shows, also when the tab was used last', async () => {
  const [view, tab] = [await openPanel('view'), await openPanel('tab')];
  await view.hub.post({ event_type: 'order.paid' }, { event_type: 'agent.created' });
  await rowOf(view, 'agent.created').waitFor();
  await filterOf(view).fill('type:order.*');
  await untilTypes(view, 'order.paid');
  await rowOf(tab, 'agent.created').click();
  const text = await view.files.exportOf('ndjson', async () => {
    await editor.page.locator('.part.panel').getByRole('button', { name: 'More Actions' }).first().click();
    await chooseInMenu(view, 'Export Events');
    await editor.page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: 'NDJSON' }).waitFor();
    await editor.page.keyboard.press('Enter');
  });
  assert.equal(JSON.parse(text).type, 'order.paid');
  await untilFlash(view, /^Exported 1 event to /);
});

test('the panels reported no problem and broke no rule of their content security policy', () => {
  assert.deepEqual(editor.problems, []);
});
