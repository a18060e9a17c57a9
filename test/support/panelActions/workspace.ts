import assert from 'node:assert/strict';
import { until } from '../until.ts';
import { button, choose, type EditorPanel, openTab, type PanelAction, rowOf, untilPublished } from './panel.ts';

/** What a panel does with the files of a workspace. */
export const workspace: readonly PanelAction<EditorPanel>[] = [
  {
    name: 'opens the file of a file save beside itself, from the detail and from a related event',
    async run(panel) {
      const opened = panel.window.locator('.tab.active').filter({ hasText: 'saved.ts' });
      const close = async () => {
        await opened.waitFor();
        assert.ok(await panel.root.locator('.detail').isVisible(), 'the panel is in sight');
        await opened.click({ button: 'middle' });
        await opened.waitFor({ state: 'detached' });
      };
      await panel.writeFile('src/saved.ts', `export const saved = ${Date.now()};\n`);
      await rowOf(panel, 'src/saved.ts').click();
      await button(panel, 'Open File').click();
      await close();
      await panel.hub.post({ event_type: 'page.reloaded', data: { id: 1 } });
      await rowOf(panel, 'page.reloaded').click();
      const related = await openTab(panel, 'Related');
      await related.getByText(/^Saved \d/).waitFor();
      await related.getByRole('button', { name: 'Open File' }).click();
      await close();
    },
  },
  {
    name: 'composes from a template of the workspace',
    async run(panel) {
      await panel.writeFile('.dev-sync/templates/paid.json', '{"event_type":"from.template","data":{"id":12345678901234567890}}');
      await choose(panel, 'Compose Event');
      await panel.root.getByRole('combobox', { name: 'Template' }).selectOption({ label: 'paid' });
      const data = panel.root.locator('#composer-data');
      await until(async () => (await data.inputValue()).includes('12345678901234567890'), 'the data of the template');
      await data.press('ControlOrMeta+Enter');
      await untilPublished(panel, 'from.template', 1);
    },
  },
];
