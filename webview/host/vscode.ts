import { toDisposable } from '../../src/shared/lifecycle.ts';
import type { HostApi, ViewApi } from '../../src/shared/panel.ts';
import { createRpc, type RpcChannel } from '../../src/shared/rpc.ts';
import { type ConnectHost, readSavedView } from './host.ts';

type VsCodeApi = {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};

/** What opens a box of the editor, which waits for an answer. */
const asksPerson: readonly (keyof HostApi)[] = ['saveFixture', 'exportEvents', 'importEvents'];

declare function acquireVsCodeApi(): VsCodeApi;

/** The extension on the other side of `postMessage`. Call it once: VS Code hands its API out only once per document. */
export const connectVsCode: ConnectHost = (view) => {
  const vscode = acquireVsCodeApi();
  const rpc = createRpc<ViewApi, HostApi>(channelOf(vscode), view, {
    untimed: asksPerson,
    // There is no log in a webview; this way the developer tools show it with its cause.
    onProblem: (sentence, cause) => reportError(new Error(sentence, { cause })),
  });
  return {
    calls: rpc.remote,
    bindsKeys: true,
    restore: () => readSavedView(vscode.getState()),
    save: (state) => vscode.setState(state),
  };
};

function channelOf(vscode: VsCodeApi): RpcChannel {
  return {
    post: (message) => vscode.postMessage(message),
    onMessage(listener) {
      const forward = ({ data }: MessageEvent<unknown>): void => {
        // VS Code and browser extensions post messages of their own into this window.
        if (typeof data === 'object' && data !== null && 'rpc' in data) listener(data);
      };
      window.addEventListener('message', forward);
      return toDisposable(() => window.removeEventListener('message', forward));
    },
  };
}
