import { Emitter } from '../../src/shared/emitter.ts';
import type { HubEvent } from '../../src/shared/events.ts';
import type { MeterFrame } from '../../src/shared/listening.ts';
import type { HubStatus } from '../../src/shared/panel.ts';
import { followStatus, noRemotes, type RemoteMeter, type Remotes, takeLevels, withoutSilent } from './remotes.ts';

/** Levels on their way to what draws them. They pass the store by: fifty a second would draw the whole panel for nothing. */
export class LevelFeed {
  readonly #frames = new Emitter<readonly MeterFrame[]>();
  readonly #remoteMeters = new Emitter<readonly RemoteMeter[]>();
  #remotes: Remotes = noRemotes;

  /** Frames of our own microphone. */
  readonly onFrames = this.#frames.event;
  /** All remote meters, whenever one of them changes. */
  readonly onRemotes = this.#remoteMeters.event;

  get remotes(): readonly RemoteMeter[] {
    return this.#remotes.meters;
  }

  takeFrames(frames: readonly MeterFrame[]): void {
    this.#frames.fire(frames);
  }

  takeEvents(events: readonly HubEvent[]): void {
    this.#change(takeLevels(this.#remotes, events, performance.now()));
  }

  follow(status: HubStatus): void {
    this.#change(followStatus(this.#remotes, status));
  }

  /** Lets those meters go that got no data for long. */
  dropSilent(): void {
    this.#change(withoutSilent(this.#remotes, performance.now()));
  }

  #change(remotes: Remotes): void {
    const { meters } = this.#remotes;
    this.#remotes = remotes;
    if (remotes.meters !== meters) this.#remoteMeters.fire(remotes.meters);
  }
}
