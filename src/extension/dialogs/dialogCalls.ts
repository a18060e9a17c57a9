import * as vscode from 'vscode';

/** A line to choose from, with a codicon. */
export type DialogLine = { readonly icon: string; readonly label: string; readonly description?: string; readonly detail?: string };

/** A box to type into; `validateInput` answers what is wrong. */
export type DialogBox = Omit<vscode.InputBoxOptions, 'validateInput'> & { validateInput(text: string): string | undefined };

/** How a person is asked; undefined when the question was closed. */
export type DialogCalls = {
  pick<T extends DialogLine>(lines: readonly T[], options: vscode.QuickPickOptions): PromiseLike<T | undefined>;
  type(box: DialogBox): PromiseLike<string | undefined>;
  copy(text: string): PromiseLike<void>;
};

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
