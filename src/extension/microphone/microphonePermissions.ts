import type { Memento } from 'vscode';
import { limits } from '../../shared/api.ts';
import type { MicrophonePermission } from '../../shared/consent.ts';
import { l10n } from '../l10n.ts';

const KEY = 'microphone.permissions';

export type MicrophonePermissionsOptions = {
  readonly workspaceState: Pick<Memento, 'get' | 'update'>;
  /** Tells the hub which there are from now on. */
  readonly share: (permissions: readonly MicrophonePermission[]) => Promise<void>;
  readonly now?: () => number;
};

/** The pages that may use the microphone without a question, as this workspace keeps them. */
export class MicrophonePermissions {
  readonly #workspaceState: MicrophonePermissionsOptions['workspaceState'];
  readonly #share: MicrophonePermissionsOptions['share'];
  readonly #now: () => number;

  constructor({ workspaceState, share, now = Date.now }: MicrophonePermissionsOptions) {
    this.#workspaceState = workspaceState;
    this.#share = share;
    this.#now = now;
  }

  /** Those that have not run out, oldest first. */
  get current(): readonly MicrophonePermission[] {
    const kept = this.#workspaceState.get<readonly MicrophonePermission[]>(KEY) ?? [];
    return kept.filter(({ until }) => Date.parse(until) > this.#now());
  }

  /** For 30 days from now. Resolves with the last of them when the hub knows. */
  async allow(origin: string): Promise<MicrophonePermission['until']> {
    const until = new Date(this.#now() + limits.microphonePermissionMs).toISOString();
    await this.#replace([...this.#without(origin), { origin, until }].slice(-limits.microphonePermissions));
    return until;
  }

  /** Resolves when the hub knows. */
  remove(origin: string): Promise<void> {
    return this.#replace(this.#without(origin));
  }

  #without(origin: string): readonly MicrophonePermission[] {
    return this.current.filter((permission) => permission.origin !== origin);
  }

  async #replace(permissions: readonly MicrophonePermission[]): Promise<void> {
    await this.#workspaceState.update(KEY, permissions);
    await this.#share(permissions);
  }
}

/** As "22 Dec 2026", which no reader takes for another day. */
export function dayOf(time: MicrophonePermission['until']): string {
  return l10n.day(new Date(time));
}
