import * as vscode from 'vscode';
import { type Disposable, Replaceable } from '../../shared/lifecycle.ts';
import { viewId } from '../contributions.ts';
import { channelOf, loadPage } from './page.ts';
import type { Panels } from './panels.ts';
import type { Badge } from './unseenProblems.ts';

export type PanelPlaceOptions = { readonly extensionUri: vscode.Uri; readonly panels: Panels };

/** The panel as a view of the workbench. */
export class PanelView implements vscode.WebviewViewProvider, Disposable {
  readonly #options: PanelPlaceOptions;
  readonly #registration: vscode.Disposable;
  readonly #bridge = new Replaceable<Disposable>();
  #view: vscode.WebviewView | undefined;
  #badge: Badge | undefined;

  constructor(options: PanelPlaceOptions) {
    this.#options = options;
    this.#registration = vscode.window.registerWebviewViewProvider(viewId, this);
  }

  async resolveWebviewView(view: vscode.WebviewView): Promise<void> {
    const { panels, extensionUri } = this.#options;
    await this.#bridge.dispose();
    const bridge = panels.add(viewId, channelOf(view.webview));
    await this.#bridge.replace(bridge);
    this.#view = view;
    this.showBadge(this.#badge);
    view.onDidChangeVisibility(() => {
      if (!view.visible) bridge.hide();
    });
    view.onDidDispose(() => this.#leave(view, bridge));
    await loadPage(view.webview, extensionUri);
  }

  /** On the icon of the view. The editor knows no icon before the view was open once. */
  showBadge(badge: Badge | undefined): void {
    this.#badge = badge;
    if (this.#view) this.#view.badge = badge;
  }

  dispose(): Promise<void> {
    this.#registration.dispose();
    return this.#bridge.dispose();
  }

  #leave(view: vscode.WebviewView, bridge: Disposable): void {
    void bridge.dispose();
    if (this.#view === view) this.#view = undefined;
  }
}
