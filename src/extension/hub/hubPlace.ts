import { type HubState, isLocked } from '../../shared/api.ts';
import type { MicrophoneQuestion } from '../../shared/consent.ts';
import { Emitter } from '../../shared/emitter.ts';
import { toDevSyncError } from '../../shared/errors.ts';
import type { HubEvent } from '../../shared/events.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import type { HubStatus } from '../../shared/panel.ts';
import type { Stats } from '../../shared/webhooks.ts';
import { HubSession, type Missed, type SessionEnd } from './hubSession.ts';
import type { HubSupply } from './hubSupply.ts';
import { logKeyOf } from './logKey.ts';

/** A session that nobody here ended. */
export type LostSession = { readonly session: HubSession; readonly end: SessionEnd };

/** The session of this window, and where the next one goes on. */
export class HubPlace implements Disposable {
  readonly #supply: Pick<HubSupply, 'load' | 'ownerOf' | 'watchRequest'>;
  readonly #windowId = crypto.randomUUID();
  readonly #status = new Emitter<HubStatus>();
  readonly #stats = new Emitter<Stats | null>();
  readonly #received = new Emitter<HubEvent>();
  readonly #missed = new Emitter<Missed>();
  readonly #cleared = new Emitter<void>();
  readonly #asked = new Emitter<MicrophoneQuestion>();
  readonly #lost = new Emitter<LostSession>();
  #session: HubSession | undefined;
  /** The hub of the last session, to tell a new one from the same one found again. */
  #lastHub: HubState | undefined;
  #resumeAt: string | undefined;

  constructor(supply: Pick<HubSupply, 'load' | 'ownerOf' | 'watchRequest'>) {
    this.#supply = supply;
  }

  /** What the hub says about itself. */
  readonly onDidChangeStatus = this.#status.event;
  /** The newest figures of the hub, and null when this window has none any more. */
  readonly onDidChangeStats = this.#stats.event;
  readonly onDidReceive = this.#received.event;
  readonly onDidMiss = this.#missed.event;
  /** Somebody has deleted the log. */
  readonly onDidClear = this.#cleared.event;
  readonly onDidAsk = this.#asked.event;
  readonly onDidLose = this.#lost.event;

  get session(): HubSession | undefined {
    return this.#session;
  }

  /** Attaches to that hub, where the last session ended if it has the same log. @throws DevSyncError */
  async take(hub: HubState): Promise<void> {
    const isSameLog = this.#lastHub && logKeyOf(this.#lastHub) === logKeyOf(hub);
    if (this.#resumeAt === undefined || !isSameLog) this.#resumeAt = await this.#supply.load(hub);
    this.#lastHub = hub;
    this.#session = this.#createSession(hub, this.#resumeAt);
    try {
      await this.#session.attach();
    } catch (error) {
      this.#session = undefined;
      this.#stats.fire(null);
      if (toDevSyncError(error).code !== 'unknown-id') throw error;
      // Nobody can tell what came after a position that the log does not know, as after a time in memory: all is read anew.
      this.#resumeAt = undefined;
      this.#missed.fire('unknown_id');
      return this.take(hub);
    }
  }

  /** Tells the hub what to watch from now on. */
  async watch(): Promise<void> {
    await this.#session?.watch(this.#supply.watchRequest());
  }

  /** Answers the hub that this window was at. */
  leave(): HubState | undefined {
    const session = this.#session;
    this.#session = undefined;
    this.#resumeAt = session?.position ?? this.#resumeAt;
    session?.dispose();
    if (session) this.#stats.fire(null);
    return session?.hub;
  }

  dispose(): void {
    this.leave();
  }

  #createSession(hub: HubState, position: string): HubSession {
    const session = new HubSession({ hub, position, windowId: this.#windowId });
    session.onDidReceive((event) => this.#received.fire(event));
    session.onDidMiss((reason) => this.#missed.fire(reason));
    session.onDidClear(() => this.#cleared.fire());
    session.onDidAsk((question) => this.#asked.fire(question));
    const owner = this.#supply.ownerOf(hub);
    session.onDidChangeStatus((status) =>
      this.#status.fire({
        state: 'on',
        url: hub.url,
        requiresToken: isLocked(hub.options),
        ...(owner !== undefined && { owner }),
        ...status,
      }),
    );
    session.onDidChangeStats((stats) => this.#stats.fire(stats));
    session.onDidEnd((end) => this.#lost.fire({ session, end }));
    return session;
  }
}
