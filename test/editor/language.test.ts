import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openEditor } from '../support/editor.ts';
import { startEditorHost } from '../support/editorHost.ts';
import { untilStatus } from '../support/hubInEditor.ts';
import { quietPort } from '../support/ports.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';

const LANGUAGE = 'de';

/** A translation in which every text stands in brackets, where the editor looks for it. */
async function translateInto(extension: string): Promise<void> {
  for (const path of ['package.nls', 'l10n/bundle.l10n']) {
    const texts = JSON.parse(await readFile(join(extension, `${path}.json`), 'utf8')) as Readonly<Record<string, string>>;
    const translated = Object.entries(texts).map(([key, text]) => [key, `⟦${text}⟧`]);
    await writeFile(join(extension, `${path}.${LANGUAGE}.json`), JSON.stringify(Object.fromEntries(translated)));
  }
}

test('a translation that lies beside the English texts is what a person reads, in the editor and in the panel', async () => {
  await using workspace = await tempWorkspace();
  await using copy = await tempWorkspace();
  await using host = await startEditorHost({ settings: { 'devSync.port': await quietPort() } });
  const extensionPath = host.isPackaged ? host.extensionPath : copy.path;
  if (!host.isPackaged) {
    for (const part of ['package.json', 'package.nls.json', 'l10n', 'dist', 'media'])
      await cp(join(host.extensionPath, part), join(extensionPath, part), { recursive: true });
  }
  await translateInto(extensionPath);
  await using editor = await openEditor({ folder: workspace.path, host: { ...host, extensionPath }, language: LANGUAGE });
  await untilStatus(editor, '⟦Dev Sync is off. Click to start the hub.⟧');
  await editor.runCommand('Dev Sync: ⟦Start⟧');
  await untilStatus(editor, '⟦Dev Sync is on at ');
  await editor.notification('⟦Dev Sync is on at ');
  await editor.runCommand('Dev Sync: ⟦Show Panel⟧');
  const frame = await editor.panelFrame();
  for (const words of ['⟦Waiting for events⟧', '⟦Send Test Event⟧', '⟦0 subscribers⟧']) await frame.getByText(words).first().waitFor();
  await editor.screenshot('language');
  assert.deepEqual(editor.problems, []);
});
