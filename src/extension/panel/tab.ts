import * as vscode from 'vscode';
import type { Disposable } from '../../shared/lifecycle.ts';
import { editorTabId } from '../contributions.ts';
import { channelOf, loadPage } from './page.ts';
import type { PanelPlaceOptions } from './view.ts';

/** The panel as a tab among the editors. There is one, which comes back when the window is loaded again. */
export class PanelTab implements vscode.WebviewPanelSerializer, Disposable {
  readonly #options: PanelPlaceOptions;
  readonly #registration: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #bridge: Disposable | undefined;

  constructor(options: PanelPlaceOptions) {
    this.#options = options;
    this.#registration = vscode.window.registerWebviewPanelSerializer(editorTabId, this);
  }

  async open(): Promise<void> {
    if (this.#panel) return this.#panel.reveal();
    const asleep = tabsAsleep();
    const column = asleep[0]?.group.viewColumn ?? vscode.ViewColumn.Active;
    const panel = vscode.window.createWebviewPanel(editorTabId, 'Dev Sync', column);
    panel.iconPath = new vscode.ThemeIcon('broadcast');
    await this.#adopt(panel);
    if (asleep.length > 0) await vscode.window.tabGroups.close(asleep);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.#panel) panel.dispose();
    else await this.#adopt(panel);
  }

  dispose(): void {
    this.#registration.dispose();
    // The tab itself stays with the window, which may be about to be loaded again.
    void this.#bridge?.dispose();
  }

  async #adopt(panel: vscode.WebviewPanel): Promise<void> {
    const { panels, extensionUri } = this.#options;
    const bridge = panels.add(editorTabId, channelOf(panel.webview));
    this.#panel = panel;
    this.#bridge = bridge;
    panel.onDidChangeViewState(() => {
      if (!panel.visible) bridge.hide();
    });
    panel.onDidDispose(() => {
      this.#panel = undefined;
      void bridge.dispose();
    });
    await loadPage(panel.webview, extensionUri);
  }
}

/** Where something opens that shall not cover the tab. */
export function columnBesideTab(): vscode.ViewColumn {
  const other = vscode.window.tabGroups.all.find(({ tabs }) => !tabs.some(isPanelTab));
  return other?.viewColumn ?? vscode.ViewColumn.Beside;
}

/** After a reload the editor hands over a tab when somebody turns to it, which extensions cannot do. Another one takes its place then. */
function tabsAsleep(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(isPanelTab));
}

function isPanelTab({ input }: vscode.Tab): boolean {
  // The editor puts a word of its own before the type.
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith(`-${editorTabId}`);
}
