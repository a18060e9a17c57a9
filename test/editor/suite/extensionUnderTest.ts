import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const EXTENSION_ID = 'dev-sync.dev-sync';

/** Our extension. Suites start before the editor activates it: `await extensionUnderTest().activate()` first. */
export function extensionUnderTest(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension<unknown>(EXTENSION_ID);
  assert.ok(extension, `${EXTENSION_ID} is not there`);
  return extension;
}
