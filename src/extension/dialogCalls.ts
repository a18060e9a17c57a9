import * as vscode from 'vscode';
import type { DialogCalls } from './webhookSecretDialog.ts';

/** Asks by the editor's own boxes. */
export const dialogCalls: DialogCalls = {
  pick: (lines, options) =>
    vscode.window.showQuickPick(
      lines.map((line) => ({ ...line, iconPath: new vscode.ThemeIcon(line.icon) })),
      options,
    ),
  type: (options) => vscode.window.showInputBox(options),
  copy: (text) => vscode.env.clipboard.writeText(text),
};
