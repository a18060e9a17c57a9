import { randomBytes } from 'node:crypto';
import type { HubState } from '../../shared/api.ts';
import { DevSyncError } from '../../shared/errors.ts';
import { l10n } from '../l10n.ts';
import type { HubSupply } from './hubSupply.ts';
import { logKeyOf } from './logKey.ts';

/** The hub that a new one follows. */
export type Predecessor = {
  readonly hub: HubState;
  /**
   * `lost`: nobody here wanted it to be gone, so the next one is as it was. `claimed`: the same, but it is a person who wants the next
   * one, as the settings of this window say. `restarted`: this window has ended it for such a one. `rotated`: this window has ended it
   * for one with another token, which it has here already.
   */
  readonly reason: 'lost' | 'claimed' | 'restarted' | 'rotated';
};

/** What the next hub of this window follows. */
export class Succession {
  readonly #supply: Pick<HubSupply, 'find' | 'remember'>;
  /** None after a stop. */
  #predecessor: Predecessor | undefined;

  constructor(supply: Pick<HubSupply, 'find' | 'remember'>) {
    this.#supply = supply;
  }

  get predecessor(): Predecessor | undefined {
    return this.#predecessor;
  }

  follow(hub: HubState, reason: 'lost' | 'restarted'): void {
    this.#predecessor = { hub, reason };
  }

  /** A person wants the next hub: as the settings of this window say. */
  claim(): void {
    if (!this.#predecessor) return;
    const { hub, reason } = this.#predecessor;
    this.#predecessor = { hub, reason: reason === 'lost' || reason === 'claimed' ? 'claimed' : 'restarted' };
  }

  /** The next hub is as this one was, but has another token. */
  rotate(hub: HubState): Predecessor {
    this.#predecessor = { hub: { ...hub, token: randomBytes(32).toString('base64url') }, reason: 'rotated' };
    return this.#predecessor;
  }

  /** The window has its hub. */
  end(hub: HubState): void {
    this.#predecessor = undefined;
    this.#supply.remember(hub);
  }

  /** The next hub is a new one of this workspace. */
  forget(): void {
    this.#predecessor = undefined;
    this.#supply.remember(undefined);
  }

  /** The hub that this window is about to find again: its stream broke, and it may be well; or another window has started it again. */
  async findLost(): Promise<HubState | undefined> {
    const lost = this.#predecessor?.hub;
    const hub = lost && (await this.#supply.find(lost));
    // Not one that this window has never been at.
    return hub && logKeyOf(hub) === logKeyOf(lost) ? hub : undefined;
  }
}

/** @throws DevSyncError when no window may end that hub: whoever runs it in a terminal would find it gone */
export function assertRotatable({ options }: HubState): void {
  if ((options as { readonly lifetime?: unknown }).lifetime === 'windows') return;
  throw new DevSyncError('hub-of-terminal');
}

/** @throws DevSyncError when the hub that came is not the one that had the old token, with another one */
export function assertRotated(old: HubState, { token, dataDir, name }: HubState): void {
  if (token === old.token)
    throw new DevSyncError('hub-start-failed', {
      message: l10n.t('The hub came back with its old token, because another window was faster.'),
      next: l10n.t('Rotate the token once more.'),
    });
  if (dataDir !== old.dataDir)
    throw new DevSyncError('hub-start-failed', {
      message: l10n.t('The old token is gone, but the hub of "{0}" was faster at the port, so this window has joined that one.', name),
      next: l10n.t('The token of that one is as it was; rotate it too if it shall be another one.'),
    });
}
