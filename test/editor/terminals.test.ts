import assert from 'node:assert/strict';
import { readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Editor, openEditor } from '../support/editor.ts';
import { untilStatus } from '../support/hubInEditor.ts';
import { untilRow } from '../support/panelInEditor.ts';
import { quietPort } from '../support/ports.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';
import { runInNewTerminal, runInTerminal } from '../support/terminalInEditor.ts';

/** A machine without Node, on which somebody's shell sets its PATH anew each time. The steps build on each other. */
let url: string;
let workspace: TempWorkspace;
let machine: TempWorkspace;
let editor: Editor;

before(async () => {
  const port = await quietPort();
  url = `http://localhost:${port}`;
  workspace = await tempWorkspace();
  machine = await tempWorkspace({ 'bin/README': '' });
  const path = join(machine.path, 'bin');
  await machine.write('home/.bashrc', `PATH=${path}\n`);
  const programs = (await readdir('/usr/bin')).filter((name) => !/^(node|nodejs|npm|npx|corepack|dev-sync)$/.test(name));
  await Promise.all(programs.map((name) => symlink(join('/usr/bin', name), join(path, name))));
  const env = { PATH: path, HOME: join(machine.path, 'home'), SHELL: '/bin/bash' };
  editor = await openEditor({ folder: workspace.path, settings: { 'devSync.port': port }, env });
});

after(async () => {
  await editor.dispose();
  await workspace.dispose();
  await machine.dispose();
});

test('dev-sync is there in a terminal without Node, also while the hub is off', async () => {
  await untilStatus(editor, 'is off');
  const said = await runInNewTerminal(editor, workspace, 'command -v node || echo no node; command -v dev-sync; dev-sync --version');
  assert.match(said, /^no node\n\S+\/dev-sync\.dev-sync\/bin\/dev-sync\n\d+\.\d+\.\d+\n$/);
});

test('a start offers a new terminal where one was open, which knows nothing of the hub', async () => {
  await editor.runCommand('Dev Sync: Start');
  await untilStatus(editor, `is on at ${url}`);
  assert.equal(await runInTerminal(editor, workspace, 'echo "[$DEV_SYNC_URL]"'), '[]\n');
  await (await editor.notification(`Dev Sync is on at ${url}.`)).getByRole('button', { name: 'New Terminal' }).click();
  await editor.page.locator('.terminal-tabs-entry, .single-terminal-tab').nth(1).waitFor();
});

test('that one knows the address also as Vite and Next hand it on, and the token by one name alone', async () => {
  const said = await runInTerminal(
    editor,
    workspace,
    'echo $VITE_DEV_SYNC_URL $NEXT_PUBLIC_DEV_SYNC_URL; env | grep -c "=$DEV_SYNC_TOKEN$"',
  );
  assert.equal(said, `${url} ${url}\n1\n`);
});

test('dev-sync sends from there, with the words of the person as they are', async () => {
  const line = `dev-sync send from.shim '{"text": "it is \\"here\\""}'`;
  assert.equal(await runInTerminal(editor, workspace, line), 'Event from.shim broadcasted to 0 subscribers\n');
  await editor.runCommand('Dev Sync: Show Panel');
  await untilRow(editor, 'from.shim', 'cli');
});

test('a second start offers no terminal again', async () => {
  await editor.runCommand('Dev Sync: Stop');
  await untilStatus(editor, 'is off');
  await editor.runCommand('Notifications: Clear All Notifications');
  await editor.runCommand('Dev Sync: Start');
  const message = await editor.notification(`Dev Sync is on at ${url}.`);
  assert.equal(await message.getByRole('button', { name: 'New Terminal' }).count(), 0);
});
