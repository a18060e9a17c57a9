import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { routes } from '../../../src/shared/api.ts';
import { type Editor, openEditor } from '../../support/editor.ts';
import { postEvent, untilStatus } from '../../support/hubInEditor.ts';
import { untilMicrophone } from '../../support/microphoneInEditor.ts';
import * as panel from '../../support/panelInEditor.ts';
import { quietPort } from '../../support/ports.ts';
import { type TempWorkspace, tempWorkspace } from '../../support/tempWorkspace.ts';
import { until } from '../../support/until.ts';
import { needsLayers, withoutAlsa } from '../../support/withoutAlsa.ts';

/** The installed extension on a machine without any sound system. The steps build on each other. */
describe('without ALSA', needsLayers, () => {
  let workspace: TempWorkspace;
  let editor: Editor;
  let url: string;

  before(async () => {
    const port = await quietPort();
    url = `http://localhost:${port}`;
    workspace = await tempWorkspace({
      'src/App.tsx': 'export const App = () => null;\n',
      '.vscode/settings.json': JSON.stringify({ 'devSync.port': port, 'devSync.autoStart': true }),
    });
    editor = await openEditor({ folder: workspace.path, mode: 'as-users-have-it', wrapper: withoutAlsa });
    await untilStatus(editor, `is on at ${url}`);
  });

  after(async () => {
    await editor?.dispose();
    await workspace?.dispose();
  });

  test('a start of the microphone is one message that says what was looked for and what to do', async () => {
    await editor.runCommand('Dev Sync: Start Listening');
    const message = await (await editor.notification('Nothing that can capture sound')).innerText();
    assert.match(message, /\(looked for naudiodon, pvrecorder, parec, arecord, ffmpeg\)/);
    assert.match(message, /Install a recorder: .* devSync\.audio\.backend \(--audio-backend\) to "tone"/);
    assert.equal((await editor.notifications()).filter(({ severity }) => severity === 'error').length, 1);
    await editor.screenshot('toast-without-alsa');
  });

  test('posts and saved files are rows of the panel', async () => {
    await editor.runCommand('Dev Sync: Show Panel');
    await postEvent(url, 'rental.paid', { id: 7 });
    await panel.untilRow(editor, 'rental.paid');
    await editor.editFile('src/App.tsx', 'export const App = () => "saved";\n');
    await editor.saveFile();
    await panel.untilRow(editor, 'frontend.file_changed', 'src/App.tsx');
  });

  test('the tone of the next step sounds', async () => {
    await editor.changeSettings({ 'devSync.audio.backend': 'tone' });
    const message = await editor.notification('The changed settings take effect when the hub restarts.');
    await message.hover();
    await message.getByRole('button', { name: 'Restart' }).click();
    const hearsTone = async () => (await (await fetch(url + routes.listenDevices)).text()).includes('"backend":"tone"');
    await until(() => hearsTone().catch(() => false), 'the hub with the tone', 30_000);
    await editor.runCommand('Dev Sync: Start Listening');
    await untilMicrophone(editor, '−23 dB');
  });
});
