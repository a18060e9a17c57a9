import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { HubClient } from '../client/hubClient.ts';
import type { HubAddress } from '../shared/api.ts';
import { type Disposable, Replaceable, Scope, toDisposable } from '../shared/lifecycle.ts';
import type { MeterFrame } from '../shared/listening.ts';
import type { Logger } from '../shared/logger.ts';
import { type HostApi, type HubStatus, type PanelCommand, type PanelSnapshot, panelCommands, type ViewApi } from '../shared/panel.ts';
import { createRpc, type RpcChannel } from '../shared/rpc.ts';
import type { Stats } from '../shared/webhooks.ts';
import { viewId } from './contributions.ts';
import { deliveryHandlers } from './deliveryHandlers.ts';
import type { PanelFeed } from './panelFeed.ts';

export type PanelViewOptions = {
  readonly extensionUri: vscode.Uri;
  readonly feed: PanelFeed;
  readonly status: () => HubStatus;
  readonly defaultHub: () => HubAddress;
  /** Requests to the hub that is on. @throws DevSyncError `hub-unreachable` when there is none */
  readonly client: () => HubClient;
  readonly clear: (lastId: string | null) => void;
  readonly run: (command: PanelCommand) => void;
  readonly logger: Logger;
};

/** What a view hears beside its events. */
type Told = Pick<ViewApi, 'onStatus' | 'onStats' | 'onLevels'>;

/** The panel in the editor: makes the webview and bridges it to the feed. */
export class PanelView implements vscode.WebviewViewProvider, Disposable {
  readonly #options: PanelViewOptions;
  readonly #registration: vscode.Disposable;
  readonly #bridge = new Replaceable<Disposable>();
  #stats: Stats | null = null;
  /** A view that has asked for its snapshot, and is not hidden. Others would miss what they are told, and are not always there to be told. */
  #told: Told | undefined;

  constructor(options: PanelViewOptions) {
    this.#options = options;
    this.#registration = vscode.window.registerWebviewViewProvider(viewId, this);
  }

  async resolveWebviewView(view: vscode.WebviewView): Promise<void> {
    const { extensionUri, feed } = this.#options;
    const root = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    view.webview.options = { enableScripts: true, localResourceRoots: [root] };
    await this.#bridge.dispose();
    await this.#bridge.replace(this.#connect(view));
    view.onDidChangeVisibility(() => {
      // A hidden view is destroyed; it says `ready` again when it is back.
      if (view.visible) return;
      feed.disconnect();
      this.#told = undefined;
    });
    view.onDidDispose(() => void this.#bridge.dispose());
    view.webview.html = await readHtml(root, view.webview);
  }

  showStatus(status: HubStatus): void {
    this.#told?.onStatus(status);
  }

  showStats(stats: Stats | null): void {
    this.#stats = stats;
    this.#told?.onStats(stats);
  }

  /** For a view that is there to be seen; nobody else misses them. */
  showLevels(frames: readonly MeterFrame[]): void {
    this.#told?.onLevels(frames);
  }

  dispose(): Promise<void> {
    this.#registration.dispose();
    return this.#bridge.dispose();
  }

  #connect(view: vscode.WebviewView): Disposable {
    const { feed, status, defaultHub, client, clear, run, logger } = this.#options;
    const scope = new Scope();
    const snapshot = (): PanelSnapshot => ({
      status: status(),
      defaultHub: defaultHub(),
      stats: this.#stats,
      ...feed.connect(viewApi),
    });
    const handlers = {
      ready: (): PanelSnapshot => {
        this.#told = {
          onStatus: (next) => void tell(rpc.remote.onStatus(next)),
          onStats: (next) => void tell(rpc.remote.onStats(next)),
          onLevels: (frames) => void tell(rpc.remote.onLevels(frames)),
        };
        return snapshot();
      },
      clear,
      copy: (text: string) => void vscode.env.clipboard.writeText(text),
      run: (command: PanelCommand) => {
        if (panelCommands.includes(command)) run(command);
      },
      ...deliveryHandlers(client),
    };
    const rpc = scope.own(
      createRpc<HostApi, ViewApi>(channelOf(view.webview), handlers, {
        onProblem: (sentence, cause) => logger.warn(sentence, { cause: String(cause) }),
      }),
    );
    // The view draws what it gets and answers nothing; a view that was hidden in between asks for everything again.
    const tell = (call: Promise<void>) => call.catch((cause) => logger.debug('The panel did not answer', { cause: String(cause) }));
    const viewApi = {
      onEvents: (events: Parameters<ViewApi['onEvents']>[0]) => void tell(rpc.remote.onEvents(events)),
      onSeam: (seam: Parameters<ViewApi['onSeam']>[0]) => void tell(rpc.remote.onSeam(seam)),
      onReset: () => void tell(rpc.remote.onSnapshot(snapshot())),
    };
    scope.defer(() => {
      feed.disconnect();
      this.#told = undefined;
    });
    return scope;
  }
}

function channelOf(webview: vscode.Webview): RpcChannel {
  return {
    post: (message) => void webview.postMessage(message),
    onMessage: (listener) => {
      const subscription = webview.onDidReceiveMessage(listener);
      return toDisposable(() => subscription.dispose());
    },
  };
}

async function readHtml(root: vscode.Uri, webview: vscode.Webview): Promise<string> {
  const template = await readFile(vscode.Uri.joinPath(root, 'index.html').fsPath, 'utf8');
  const values: Readonly<Record<string, string>> = {
    cspSource: webview.cspSource,
    nonce: randomBytes(18).toString('base64'),
    mainUri: String(webview.asWebviewUri(vscode.Uri.joinPath(root, 'main.js'))),
    styleUri: String(webview.asWebviewUri(vscode.Uri.joinPath(root, 'style.css'))),
  };
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
}
