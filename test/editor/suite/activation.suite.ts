import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { DEFAULT_PORT } from '../../../src/shared/api.ts';
import { extensionUnderTest } from './extensionUnderTest.ts';

type Manifest = { readonly contributes: { readonly commands: readonly { readonly command: string }[] } };

export function activation(): void {
  describe('activation', () => {
    it('starts no hub by itself', async () => {
      await extensionUnderTest().activate();
      const port = vscode.workspace.getConfiguration('devSync').get<number>('port') ?? DEFAULT_PORT;
      await assert.rejects(fetch(`http://localhost:${port}/dev/health`));
    });

    it('registers every command of the manifest', async () => {
      await extensionUnderTest().activate();
      const registered = new Set(await vscode.commands.getCommands(true));
      const { contributes } = extensionUnderTest().packageJSON as Manifest;
      const missing = contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command));
      assert.deepEqual(missing, []);
    });
  });
}
