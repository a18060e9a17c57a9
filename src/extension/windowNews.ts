import type { HubState } from '../shared/api.ts';
import type { Subscribe } from '../shared/emitter.ts';
import { isLoopbackName } from '../shared/hostNames.ts';
import { type Disposable, Scope } from '../shared/lifecycle.ts';
import type { Logger } from '../shared/logger.ts';
import type { HubController } from './hub/hubController.ts';
import type { AboutWindow } from './hub/hubSession.ts';
import type { MicrophonePermissions } from './microphone/microphonePermissions.ts';

type FocusState = { readonly focused: boolean };

export type WindowNewsOptions = {
  readonly hub: { readonly onDidAttach: Subscribe<HubState> } & Pick<HubController, 'tell'>;
  readonly permissions: Pick<MicrophonePermissions, 'current'>;
  readonly window: { readonly state: FocusState; readonly onDidChangeWindowState: Subscribe<FocusState> };
  /** Where a browser reaches an address of this machine, which may be on another one. */
  readonly asExternal: (url: string) => PromiseLike<string>;
  readonly logger: Logger;
};

/** What the hub has to know of this window: told when the window is attached, and when a person turns to it. */
export class WindowNews implements Disposable {
  readonly #options: WindowNewsOptions;
  readonly #scope = new Scope();
  /** How often the window was attached: what is found out for an earlier hub is news for none. */
  #attachments = 0;

  constructor(options: WindowNewsOptions) {
    this.#options = options;
    const { hub, window } = options;
    this.#scope.own(hub.onDidAttach(({ url }) => this.#introduce(url)));
    this.#scope.own(
      window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.#tell({ focused });
      }),
    );
  }

  dispose(): Promise<void> {
    return this.#scope.dispose();
  }

  #introduce(url: string): void {
    const { permissions, window } = this.#options;
    this.#tell({ permissions: permissions.current, ...(window.state.focused && { focused: true }) });
    // A tunnel may take long to be dug, and pages that are allowed must not wait for it.
    void this.#showAddress(url);
  }

  async #showAddress(url: string): Promise<void> {
    const { asExternal, logger } = this.#options;
    const attachment = ++this.#attachments;
    try {
      const externalUrl = externalUrlOf(url, await asExternal(url));
      if (attachment === this.#attachments) this.#tell({ externalUrl });
    } catch (cause) {
      logger.warn('The editor does not tell where browsers reach the hub', { cause });
    }
  }

  /** The hub is on all the same when it does not hear this. */
  #tell(news: AboutWindow): void {
    const { hub, logger } = this.#options;
    hub.tell(news).catch((cause) => logger.warn('The hub did not take what is new about this window', { cause }));
  }
}

/** Null when browsers reach the hub where it is. What follows the path may be a secret of the tunnel. */
export function externalUrlOf(local: string, external: string): string | null {
  const { protocol, hostname, port, origin, pathname } = new URL(external);
  if (protocol !== 'http:' && protocol !== 'https:') return null;
  const isLocal = isLoopbackName(hostname) && port === new URL(local).port;
  return isLocal ? null : `${origin}${pathname}`;
}
