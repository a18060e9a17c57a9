import type { Disposable } from '../shared/lifecycle.ts';
import type { HubStatus } from '../shared/panel.ts';
import type { HubController } from './hub/hubController.ts';
import type { Notifier } from './messages/notify.ts';
import { secretNamesIn } from './webhooks/webhookOptions.ts';

export type HubInputsOptions = {
  readonly hub: Pick<HubController, 'status' | 'start' | 'attachedTo' | 'onDidChangeStatus'>;
  readonly notify: Pick<Notifier, 'offerRestart' | 'secretOutdated' | 'failed'>;
};

/**
 * What a hub is told when it starts has changed: settings and secrets. A hub that could not start gets another chance with the new ones;
 * one that runs is not ended unasked, and that of another workspace has nothing to do with them.
 */
export class HubInputs implements Disposable {
  readonly #options: HubInputsOptions;
  readonly #subscription: Disposable;
  /** For when the hub has started, since it may have been told already what was before. */
  #isDue = false;

  constructor(options: HubInputsOptions) {
    this.#options = options;
    this.#subscription = options.hub.onDidChangeStatus((status) => this.#settle(status));
  }

  settingsChanged(): void {
    const { hub, notify } = this.#options;
    const { status } = hub;
    this.#isDue = status.state === 'starting';
    if (isOwnOn(status)) notify.offerRestart();
    else if (status.state === 'problem') hub.start().catch((error) => notify.failed(error));
  }

  secretChanged(name: string): void {
    const { hub, notify } = this.#options;
    if (isOwnOn(hub.status) && secretNamesIn(hub.attachedTo?.options ?? {}).includes(name)) notify.secretOutdated(name);
  }

  dispose(): void {
    void this.#subscription.dispose();
  }

  #settle({ state }: HubStatus): void {
    if (this.#isDue && state !== 'starting') this.settingsChanged();
  }
}

function isOwnOn(status: HubStatus): boolean {
  return status.state === 'on' && status.owner === undefined;
}
