import { randomUUID } from 'node:crypto';
import { Emitter } from '../../shared/emitter.ts';
import { DevSyncError, type ErrorInfo } from '../../shared/errors.ts';
import { type EventDraft, type KnownPayloads, type KnownType, MICROPHONE_SOURCE } from '../../shared/events.ts';
import {
  type AudioBackendChoice,
  type AudioScale,
  type Listening,
  type ListeningStarter,
  type MeterFrame,
  STALE_LEVEL_MS,
} from '../../shared/listening.ts';
import type { OpenedCapture } from './captureMessages.ts';
import type { CaptureSupervisor } from './captureSupervisor.ts';
import { DigitalSilence } from './digitalSilence.ts';
import { IntervalLevel } from './intervalLevel.ts';
import type { BlockLevel } from './level.ts';
import { Meter } from './meter.ts';
import { type SoundEdge, SoundGate } from './soundGate.ts';

/** How sound becomes events. */
export type AudioOptions = {
  readonly backend: AudioBackendChoice;
  /** Id of the device to use when nobody names one; null is the default device. */
  readonly device: string | null;
  /** Between two `audio_level` events, 20 to 1000. */
  readonly intervalMs: number;
  readonly scale: AudioScale;
  /** Whether `audio.sound_started` and `audio.sound_stopped` are published. */
  readonly soundEvents: boolean;
};

export type ListenSessionOptions = {
  readonly audio: AudioOptions;
  readonly capture: Pick<CaptureSupervisor, 'open' | 'close' | 'onDidOpen' | 'onDidCapture' | 'onDidLose'>;
  /** Id of the device that is wanted; null for the default one. */
  readonly device: string | null;
  readonly startedBy: ListeningStarter;
  /** The editor window that listening ends with. */
  readonly windowId: string | undefined;
  readonly publish: (draft: EventDraft) => Promise<void>;
  readonly now: () => Date;
};

/** One time of listening, from start to stop, through all interruptions of the microphone. */
export class ListenSession {
  readonly id = randomUUID();
  readonly #options: ListenSessionOptions;
  readonly #meter: Meter;
  #interval: IntervalLevel | undefined;
  #gate: SoundGate | undefined;
  readonly #changed = new Emitter<void>();
  readonly #measured = new Emitter<MeterFrame>();
  #silence = new DigitalSilence();
  #opened: OpenedCapture | undefined;
  #status: Listening['status'] = 'starting';
  /** When the newest block was captured, Unix milliseconds. */
  #heardAt = 0;
  #opening: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  #problem: ErrorInfo | null = null;
  #level: number | null = null;
  /** The last event on its way; the log keeps their order. */
  #told: Promise<void> = Promise.resolve();

  constructor(options: ListenSessionOptions) {
    const { audio, capture } = options;
    this.#options = options;
    this.#meter = new Meter(audio.scale);
    capture.onDidOpen((opened) => (this.#status === 'active' ? this.#move(opened) : this.#begin(opened)));
    capture.onDidCapture((block) => this.#measure(block));
    capture.onDidLose((problem) => this.#interrupt(problem));
  }

  /** What `state` says changed. */
  readonly onDidChange = this.#changed.event;
  readonly onDidMeasure = this.#measured.event;

  get windowId(): string | undefined {
    return this.#options.windowId;
  }

  get device(): string | null {
    return this.#options.device;
  }

  get isClosing(): boolean {
    return this.#closing !== undefined;
  }

  get state(): Listening & { readonly sessionId: string } {
    const { backend = null, device = null, sampleRate = null } = this.#opened ?? {};
    const { startedBy } = this.#options;
    const isListening = this.#status === 'active';
    return { isListening, status: this.#status, sessionId: this.id, device, backend, sampleRate, startedBy, problem: this.#problem };
  }

  /** The newest percentage; null while no sound arrives. */
  get level(): number | null {
    return this.#level;
  }

  /**
   * Resolves when sound arrives and the events say so. Asking again waits for the same opening.
   *
   * @throws DevSyncError why nothing can be heard, or `listening-stopped`; the session is of no use then
   */
  open(): Promise<void> {
    this.#opening ??= this.#options.capture.open().then(() => this.#told);
    return this.#opening;
  }

  /** Resolves when the device is free and the events say so; also while it opens. */
  close(graceMs?: number): Promise<void> {
    this.#closing ??= this.#end(graceMs);
    return this.#closing;
  }

  async #end(graceMs: number | undefined): Promise<void> {
    await this.#options.capture.close(graceMs);
    // What never was active has nobody to tell.
    if (this.#opened) this.#show('stopped', null);
    await this.#told;
  }

  /** Sound arrives, perhaps after an interruption: what was heard before says nothing about now. */
  #begin(opened: OpenedCapture): void {
    const { intervalMs, scale, soundEvents } = this.#options.audio;
    this.#opened = opened;
    this.#meter.restart();
    this.#interval = new IntervalLevel(intervalMs, scale);
    this.#gate = soundEvents ? new SoundGate() : undefined;
    this.#silence = new DigitalSilence();
    this.#show('active', null);
  }

  /** The system takes the sound from another device now; it goes on without a gap. */
  #move(opened: OpenedCapture): void {
    this.#opened = opened;
    this.#changed.fire();
  }

  #measure(block: BlockLevel): void {
    if (this.#status !== 'active' || !this.#opened) return;
    const { sampleRate } = this.#opened;
    this.#heardAt = block.at;
    const reading = this.#meter.update(block, sampleRate);
    const level = this.#interval?.add(block, sampleRate);
    const edge = this.#gate?.update(block, sampleRate);
    this.#hintAt(this.#silence.update(block, sampleRate));
    if (edge) this.#tellSound(edge);
    if (level) this.#level = level.audioLevel;
    // After a pause of this process the blocks come all at once; levels of then would only look like levels of now.
    if (this.#options.now().getTime() - block.at > STALE_LEVEL_MS) return;
    this.#measured.fire({ ...reading, sessionId: this.id });
    if (level) this.#tell('audio_level', { ...level, timestamp: toIso(block.at), sessionId: this.id });
  }

  /** The same problem again, of a further try, is no news. */
  #interrupt(problem: ErrorInfo): void {
    const message =
      problem.code === 'microphone-not-found' ? `The microphone "${this.#opened?.device}" is not connected.` : problem.message;
    // Whatever is wrong: nobody has to start again.
    const { next } = new DevSyncError('microphone-lost');
    if (this.#status !== 'error' || message !== this.#problem?.message) this.#show('error', { ...problem, message, next });
  }

  #hintAt(isSilent: boolean): void {
    if (isSilent === (this.#problem !== null)) return;
    this.#problem = isSilent ? new DevSyncError('microphone-silent').toInfo() : null;
    this.#changed.fire();
  }

  #show(status: Listening['status'], problem: ErrorInfo | null): void {
    const isNews = status !== this.#status;
    this.#status = status;
    this.#problem = problem;
    this.#level = null;
    if (isNews) {
      const edge = status === 'active' ? undefined : this.#gate?.end(this.#heardAt);
      if (edge) this.#tellSound(edge);
      this.#tell('listening_status', { isListening: status === 'active', sessionId: this.id, status });
    }
    this.#changed.fire();
  }

  #tellSound(edge: SoundEdge): void {
    const common = { sessionId: this.id, timestamp: toIso(edge.at) };
    if (edge.kind === 'started') this.#tell('audio.sound_started', common);
    else this.#tell('audio.sound_stopped', { ...common, durationMs: Math.round(edge.durationMs) });
  }

  #tell<K extends KnownType>(type: K, data: KnownPayloads[K]): void {
    this.#told = this.#options.publish({ type, data: { ...data }, source: MICROPHONE_SOURCE });
  }
}

function toIso(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
