import type { Disposable } from '../../shared/lifecycle.ts';
import type { Logger } from '../../shared/logger.ts';
import type { HostApi, ViewApi } from '../../shared/panel.ts';
import { createRpc, type Handlers, type Remote, type Rpc, type RpcChannel } from '../../shared/rpc.ts';
import type { FeedConnection, FeedContent, FeedView, PanelFeed } from './feed.ts';

export type PanelBridgeOptions = {
  readonly channel: RpcChannel;
  readonly handlers: (bridge: PanelBridge) => Handlers<HostApi>;
  /** Another log is shown, or another part of it. */
  readonly onReset: (bridge: PanelBridge, content: FeedContent) => void;
  readonly logger: Logger;
};

/**
 * One webview with a panel in it. It hears nothing before it has asked for its snapshot, nor while it is hidden: its page is destroyed
 * then, and another one asks when it is back.
 */
export class PanelBridge implements Disposable {
  /** What the feed tells it. */
  readonly feedView: FeedView;
  readonly #options: PanelBridgeOptions;
  #rpc: Rpc<ViewApi>;
  #connection: FeedConnection | undefined;

  constructor(options: PanelBridgeOptions) {
    this.#options = options;
    this.feedView = {
      onEvents: (events) => this.tell((view) => view.onEvents(events)),
      onSeam: (seam) => this.tell((view) => view.onSeam(seam)),
      onReset: (content) => options.onReset(this, content),
    };
    this.#rpc = this.#createRpc();
  }

  /** Whether somebody can see it. */
  get isConnected(): boolean {
    return this.#connection !== undefined;
  }

  connect(feed: PanelFeed): FeedContent {
    this.#connection = feed.connect(this.feedView);
    return this.#connection.content;
  }

  /** It draws what it gets and answers nothing. */
  tell(call: (view: Remote<ViewApi>) => Promise<void>): void {
    if (!this.isConnected) return;
    call(this.#rpc.remote).catch((cause) => this.#options.logger.debug('The panel did not answer', { cause: String(cause) }));
  }

  hide(): void {
    this.dispose();
    // What is still being done for this page is no answer to the next one, which counts its questions anew.
    this.#rpc = this.#createRpc();
  }

  dispose(): void {
    void this.#connection?.dispose();
    this.#connection = undefined;
    void this.#rpc.dispose();
  }

  #createRpc(): Rpc<ViewApi> {
    const { channel, handlers, logger } = this.#options;
    return createRpc<HostApi, ViewApi>(channel, handlers(this), {
      onProblem: (sentence, cause) => logger.warn(sentence, { cause: String(cause) }),
    });
  }
}
