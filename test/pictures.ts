import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, node, root, say } from '../scripts/project.ts';
import { type Editor, openEditor } from './support/editor.ts';
import { postEvent, untilStatus } from './support/hubInEditor.ts';
import { frameOf, rowIn } from './support/panelInEditor.ts';
import { startReceiver } from './support/receivers/receiver.ts';
import { tempWorkspace } from './support/tempWorkspace.ts';

/** Takes the pictures of the README in a real VS Code: a small shop, whose refund was refused. */
const events: readonly (readonly [type: string, data: object])[] = [
  ['agent.created', { agent_id: 'a-1', role: 'planner' }],
  ['order.created', { order_id: 'o-1', total: 42.5, items: 3 }],
  ['agent.status', { agent_id: 'a-1', status: 'thinking', steps: 2 }],
  ...Array.from({ length: 12 }, (_, index) => ['agent.token', { agent_id: 'a-1', index }] as const),
  ['order.paid', { order_id: 'o-1', total: 42.5, method: 'card' }],
  ['order.created', { order_id: 'o-2', total: 9, items: 1 }],
  ['order.refunded', { order_id: 'o-2', total: 9, reason: 'damaged' }],
  ['agent.status', { agent_id: 'a-1', status: 'done', steps: 7 }],
  ['order.shipped', { order_id: 'o-1', carrier: 'DHL' }],
];
const REFUSED = '{"detail":"o-2 is not paid yet"}';
const PAUSE_MS = 200;
const SIZE = { width: 1280, height: 560 };

async function main(): Promise<void> {
  await node(['esbuild.mjs']);
  await using backend = await startReceiver({ respond: () => ({ status: 200, body: '{"received":true}' }) });
  await using bank = await startReceiver({ respond: () => ({ status: 400, body: REFUSED }) });
  const settings = {
    'devSync.webhooks.targets': [
      { url: backend.url, types: ['order.*', 'agent.created', 'agent.status'] },
      { url: bank.url, types: ['order.refunded'] },
    ],
  };
  await using workspace = await tempWorkspace({ '.vscode/settings.json': JSON.stringify(settings), 'src/orders.ts': 'export {};\n' });
  await using editor = await openEditor({ folder: workspace.path });
  await editor.page.setViewportSize(SIZE);
  await editor.runCommand('Dev Sync: Start');
  const url = /http:\/\/localhost:\d+/.exec(await untilStatus(editor, 'http://localhost'))?.[0] ?? '';
  await editor.runCommand('Dev Sync: Open Panel in Editor');
  await editor.runCommand('Notifications: Clear All Notifications');
  await editor.runCommand('View: Close Primary Side Bar');
  await frameOf(editor, 'tab');
  for (const [type, data] of events) {
    await postEvent(url, type, data);
    // Bursts share a row; the rest does not come in one moment.
    if (type === 'order.paid') await writeFile(join(workspace.path, 'src/orders.ts'), 'export const orders = [];\n');
    if (type !== 'agent.token') await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  await takePicture(editor, { theme: 'Default Dark Modern', row: 'order.refunded', file: 'panel-dark.png' });
  await takePicture(editor, { theme: 'Default Light Modern', row: 'done', tab: 'Diff', file: 'panel-light.png' });
}

type Picture = { readonly theme: string; readonly row: string; readonly tab?: string; readonly file: string };

async function takePicture(editor: Editor, { theme, row, tab, file }: Picture): Promise<void> {
  await editor.setColorTheme(theme);
  await (await rowIn(editor, 'tab', row)).click();
  if (tab !== undefined) await (await frameOf(editor, 'tab')).getByRole('tab', { name: tab }).click();
  // A tooltip would be in the picture.
  await editor.page.mouse.move(0, 0);
  await editor.setColorTheme(theme);
  const path = join(root, 'docs/images', file);
  await editor.page.locator('.part.editor').screenshot({ path });
  say(path);
}

try {
  await main();
} catch (error) {
  fail(error);
}
