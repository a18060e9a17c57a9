import type { HubClient } from '../../client/hubClient.ts';
import { panelCalls } from '../../client/panelCalls.ts';
import type { HubAddress } from '../../shared/api.ts';
import { Emitter } from '../../shared/emitter.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import type { MeterFrame } from '../../shared/listening.ts';
import type { Logger } from '../../shared/logger.ts';
import type { FocusArea, HostApi, HubStatus, MemoryChange, PanelAct, PanelCommand, PanelSnapshot, ViewApi } from '../../shared/panel.ts';
import type { Handlers, Remote, RpcChannel } from '../../shared/rpc.ts';
import type { Stats } from '../../shared/webhooks.ts';
import { PanelBridge } from './bridge.ts';
import type { FeedContent, PanelFeed } from './feed.ts';
import type { FilePlace } from './fileOfFolder.ts';
import { PanelFocus } from './focus.ts';
import type { KeptSeams } from './keptSeams.ts';
import type { KeptMemory } from './memory.ts';
import type { ViewStart } from './viewStart.ts';

export type PanelsOptions = {
  readonly feed: PanelFeed;
  readonly viewStart: ViewStart;
  readonly keptSeams: KeptSeams;
  readonly memory: KeptMemory;
  readonly status: () => HubStatus;
  readonly defaultHub: () => HubAddress;
  /** Requests to the hub that is on. @throws DevSyncError `hub-unreachable` when there is none */
  readonly client: () => HubClient;
  /** What of `panelCommands` there is in the editor. */
  readonly commands: readonly PanelCommand[];
  readonly run: (command: PanelCommand) => void;
  /** What the editor does for a panel, and how the files of events get into and out of it. */
  readonly editor: EditorCalls;
  /** Makes known where the keyboard is. */
  readonly showFocus: (area: FocusArea) => void;
  readonly logger: Logger;
};

export type EditorCalls = Pick<Handlers<HostApi>, 'copy' | 'templates' | 'saveFixture' | 'exportEvents' | 'importEvents'> & {
  /** @param webview that of the panel that asks */
  openFile(place: FilePlace, webview: string): Promise<void> | void;
};

/** The row whose menu was opened, and the webview that it is in. */
export type ActTarget = { readonly webview?: string; readonly eventKey?: number };

/** All panels of this window, by the ids of their webviews: what they show in common, and what one does that the others have to know. */
export class Panels implements Disposable {
  readonly #options: PanelsOptions;
  readonly #bridges = new Map<string, PanelBridge>();
  readonly #focus: PanelFocus<PanelBridge>;
  readonly #changed = new Emitter<boolean>();
  #stats: Stats | null = null;

  constructor(options: PanelsOptions) {
    this.#options = options;
    this.#focus = new PanelFocus(options.showFocus);
  }

  /** Whether a panel is before a person's eyes. */
  readonly onDidChangeShown = this.#changed.event;

  get isShown(): boolean {
    return this.#shown.length > 0;
  }

  /** Bridges a webview. The one before it with the same id is gone. */
  add(id: string, channel: RpcChannel): Disposable & { hide(): void } {
    const bridge = new PanelBridge({
      channel,
      handlers: (self) => this.#handlersFor(self, id),
      onReset: (self, content) => self.tell((view) => view.onSnapshot(this.#snapshot(content))),
      logger: this.#options.logger,
    });
    this.#bridges.set(id, bridge);
    const left = () => {
      this.#focus.left(bridge);
      this.#changed.fire(this.isShown);
    };
    return {
      hide: () => {
        bridge.hide();
        left();
      },
      dispose: () => {
        if (this.#bridges.get(id) === bridge) this.#bridges.delete(id);
        bridge.dispose();
        left();
      },
    };
  }

  showStatus(status: HubStatus): void {
    this.#tellAll((view) => view.onStatus(status));
  }

  showStats(stats: Stats | null): void {
    this.#stats = stats;
    this.#tellAll((view) => view.onStats(stats));
  }

  /** For those that are there to be seen; nobody else misses them. */
  showLevels(frames: readonly MeterFrame[]): void {
    this.#tellAll((view) => view.onLevels(frames));
  }

  /** In the panel whose menu it was, else in the one that was used last. */
  act(act: PanelAct, { webview, eventKey }: ActTarget = {}): void {
    const ofMenu = webview === undefined ? undefined : this.#bridges.get(webview);
    const bridge = ofMenu ?? this.#focus.last ?? this.#shown[0];
    // The editor's messages are JSON, which would make null of undefined.
    bridge?.tell((view) => (eventKey === undefined ? view.onAct(act) : view.onAct(act, eventKey)));
  }

  dispose(): void {
    for (const bridge of this.#bridges.values()) bridge.dispose();
    this.#bridges.clear();
    this.#changed.dispose();
  }

  get #shown(): readonly PanelBridge[] {
    return [...this.#bridges.values()].filter(({ isConnected }) => isConnected);
  }

  #tellAll(call: (view: Remote<ViewApi>) => Promise<void>): void {
    for (const bridge of this.#bridges.values()) bridge.tell(call);
  }

  #snapshot(content: FeedContent): PanelSnapshot {
    const { status, defaultHub, memory, commands } = this.#options;
    return {
      status: status(),
      defaultHub: defaultHub(),
      stats: this.#stats,
      memory: memory.current,
      commands,
      canOpenFiles: true,
      ...content,
    };
  }

  #handlersFor(bridge: PanelBridge, id: string): Handlers<HostApi> {
    const { feed, viewStart, keptSeams, client, commands, run, editor } = this.#options;
    return {
      ready: () => {
        const content = bridge.connect(feed);
        this.#changed.fire(true);
        return this.#snapshot(content);
      },
      older: (before) => feed.older(before, client),
      setStart: (id) => {
        viewStart.move(id);
        feed.setStart(id, bridge.feedView);
      },
      keepSeam: (seam) => {
        keptSeams.keep(seam);
        feed.keepSeam(seam);
      },
      run: (command) => {
        if (commands.includes(command)) run(command);
      },
      remember: (change) => this.#remember(change),
      focusMoved: (area) => this.#focus.moved(bridge, area),
      ...panelCalls(client),
      ...editor,
      openFile: (place) => editor.openFile(place, id),
    };
  }

  /** Also the one that changed it hears what came of that: another one may have changed it at the same moment. */
  #remember(change: MemoryChange): void {
    const { memory } = this.#options;
    memory.change(change);
    const { current } = memory;
    this.#tellAll((view) => view.onMemory(current));
  }
}
