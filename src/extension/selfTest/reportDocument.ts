import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../shared/lifecycle.ts';
import { l10n } from '../l10n.ts';
import { securityPage } from './report.ts';

const SCHEME = 'dev-sync';

/** A page that can be read but not written, as the editor's own preview of Markdown shows it; the one that it links to comes with us. */
export class ReportDocument implements Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  /** Its name is the title of the tab, in which a slash would begin another one. */
  readonly #uri = vscode.Uri.from({ scheme: SCHEME, path: `/${l10n.t('Security Self-Test').replaceAll('/', '-')}.md` });
  #text = '';

  /** @param extensionUri where this extension is */
  constructor(extensionUri: vscode.Uri) {
    const security = vscode.Uri.joinPath(extensionUri, securityPage);
    const provider = {
      onDidChange: this.#changed.event,
      // The preview follows no link to a file elsewhere.
      provideTextDocumentContent: async ({ path }: vscode.Uri) =>
        path === this.#uri.path ? this.#text : new TextDecoder().decode(await vscode.workspace.fs.readFile(security)),
    };
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, provider);
    closeLeftOver(posix.basename(this.#uri.path));
  }

  async show(text: string): Promise<void> {
    this.#text = text;
    this.#changed.fire(this.#uri);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', this.#uri);
    } catch {
      // The editor's extension for Markdown is off: the text itself says as much.
      await vscode.window.showTextDocument(this.#uri);
    }
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

/** The editor brings the page back with its window, but what it said was true of a hub of before. */
function closeLeftOver(name: string): void {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const isPreview = ({ input, label }: vscode.Tab) =>
    input instanceof vscode.TabInputWebview && input.viewType.endsWith('markdown.preview') && label.endsWith(name);
  const left = tabs.filter(isPreview);
  if (left.length > 0) void vscode.window.tabGroups.close(left);
}
