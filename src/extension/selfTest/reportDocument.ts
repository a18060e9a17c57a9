import * as vscode from 'vscode';
import type { Disposable } from '../../shared/lifecycle.ts';
import { securityPage } from './report.ts';

const NAME = 'Security Self-Test.md';
const uri = vscode.Uri.from({ scheme: 'dev-sync', path: `/${NAME}` });

/** A page that can be read but not written, as the editor's own preview of Markdown shows it; the one that it links to comes with us. */
export class ReportDocument implements Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  #text = '';

  /** @param extensionUri where this extension is */
  constructor(extensionUri: vscode.Uri) {
    const security = vscode.Uri.joinPath(extensionUri, securityPage);
    const provider = {
      onDidChange: this.#changed.event,
      // The preview follows no link to a file elsewhere.
      provideTextDocumentContent: async ({ path }: vscode.Uri) =>
        path === uri.path ? this.#text : new TextDecoder().decode(await vscode.workspace.fs.readFile(security)),
    };
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(uri.scheme, provider);
    closeLeftOver();
  }

  async show(text: string): Promise<void> {
    this.#text = text;
    this.#changed.fire(uri);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      // The editor's extension for Markdown is off: the text itself says as much.
      await vscode.window.showTextDocument(uri);
    }
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

/** The editor brings the page back with its window, but what it said was true of a hub of before. */
function closeLeftOver(): void {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const isPreview = ({ input, label }: vscode.Tab) =>
    input instanceof vscode.TabInputWebview && input.viewType.endsWith('markdown.preview') && label.endsWith(NAME);
  const left = tabs.filter(isPreview);
  if (left.length > 0) void vscode.window.tabGroups.close(left);
}
