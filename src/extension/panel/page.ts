import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { toDisposable } from '../../shared/lifecycle.ts';
import type { RpcChannel } from '../../shared/rpc.ts';
import { translationsAttribute } from '../../shared/translations.ts';

/** Loads the panel into a webview, which may read the files of the panel and nothing else. */
export async function loadPage(webview: vscode.Webview, extensionUri: vscode.Uri): Promise<void> {
  const root = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  webview.options = { enableScripts: true, localResourceRoots: [root] };
  webview.html = await readHtml(root, webview);
}

/** The messages between the extension and the page. */
export function channelOf(webview: vscode.Webview): RpcChannel {
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
    translations: translations(),
    nonce: randomBytes(18).toString('base64'),
    mainUri: String(webview.asWebviewUri(vscode.Uri.joinPath(root, 'main.js'))),
    styleUri: String(webview.asWebviewUri(vscode.Uri.joinPath(root, 'style.css'))),
  };
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
}

/** For an attribute of the page; empty while we speak English. */
function translations(): string {
  const texts = vscode.l10n.bundle;
  return texts ? translationsAttribute({ language: vscode.env.language, texts }) : '';
}
