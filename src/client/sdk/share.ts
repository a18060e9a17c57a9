import type { DevSyncStatus } from './api.ts';
import type { ErrorInfo } from './clientError.ts';
import type { ConnectionOptions, keepConnected, Message } from './connection.ts';
import { compileGlobs } from './globs.ts';
import { SharedFlow, type Step } from './sharedFlow.ts';

const BEAT_MS = 2000;
/** A leader of which nothing was heard for so long is frozen. */
const PATIENCE_MS = 2 * BEAT_MS;
/** Hidden tabs wait for those that somebody sees. Their timers are slow, and so are those of a hidden leader, which the hub wakes every 15 s. */
const HIDDEN_PATIENCE_MS = 20_000;
/** Those who lost the same leader do not all take its place. */
const JITTER_MS = 1000;

/** Of a person. */
const signsOfReturn = ['focus', 'visibilitychange'];

/** What tabs say to each other. */
type Word =
  | ({ readonly kind: 'step' } & Step)
  | { readonly kind: 'beat'; readonly position: string; readonly status: DevSyncStatus; readonly failure: ErrorInfo | undefined }
  /** Somebody is new, and waits for a beat. */
  | { readonly kind: 'hello' }
  /** A person has come back to a tab. */
  | { readonly kind: 'wake' };

/** The connection that all tabs of an origin share: one leads and follows the hub, and tells the others. */
export function keepShared(options: ConnectionOptions, keepOwn: typeof keepConnected): void {
  let { position } = options;
  const onMessage: ConnectionOptions['onMessage'] = (message, now) => {
    position = now;
    options.onMessage(message, now);
  };
  const share = async () => new Tab({ ...options, onMessage }, keepOwn).run();
  // Pages that are not safe (http, not of this machine) have no locks, and those that may store nothing, as in a sandbox, are refused them.
  void share().catch(() => keepOwn({ ...options, position }));
}

class Tab {
  readonly #options: ConnectionOptions;
  readonly #keepOwn: typeof keepConnected;
  readonly #channel: BroadcastChannel;
  readonly #name: string;
  readonly #flow: SharedFlow;
  #status: DevSyncStatus = 'connecting';
  #failure: ErrorInfo | undefined;
  /** Where the stream is, while this tab leads. */
  #reached = '';
  /** Ends when this tab stops leading. */
  #term: AbortController | undefined;
  /** Ends when this tab shall not wait for the lock any more. */
  #candidacy = new AbortController();
  #shallSteal = false;
  #heardAt = Date.now();
  #beatAt = 0;
  #checkedAt = Date.now();

  constructor(options: ConnectionOptions, keepOwn: typeof keepConnected) {
    const { hub, types = [], position, onMessage } = options;
    this.#options = options;
    this.#keepOwn = keepOwn;
    this.#name = `dev-sync ${hub.url}`;
    this.#channel = new BroadcastChannel(this.#name);
    const isWanted = types.length > 0 ? compileGlobs([...types, 'stream.gap']) : () => true;
    this.#flow = new SharedFlow({
      position,
      deliver: (message, now) => isWanted(message.type) && onMessage(message, now),
      follow: (start, onOwn, signal) => this.#follow(start, onOwn, signal),
    });
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    this.#channel.onmessage = ({ data }) => this.#hear(data as Word);
    const rhythm = setInterval(() => (this.#term ? this.#beat() : this.#check()), BEAT_MS);
    const onReturn = () => document.hidden || this.#say({ kind: 'wake' });
    for (const sign of signsOfReturn) addEventListener(sign, onReturn);
    signal.addEventListener('abort', () => this.#candidacy.abort());
    this.#say({ kind: 'hello' });
    try {
      while (!signal.aborted) await this.#stand();
    } finally {
      for (const sign of signsOfReturn) removeEventListener(sign, onReturn);
      clearInterval(rhythm);
      this.#channel.close();
    }
  }

  /**
   * Waits for the lock, leads while it has it, and comes back when it lost it.
   *
   * @throws when the browser lets this page have no locks
   */
  async #stand(): Promise<void> {
    this.#candidacy = new AbortController();
    const how = this.#shallSteal ? { steal: true } : { signal: this.#candidacy.signal };
    this.#shallSteal = false;
    try {
      await navigator.locks.request(this.#name, how, () => this.#lead());
    } catch (error) {
      // Else another tab took over while this one was frozen, or this one stopped waiting.
      if ((error as Error).name !== 'AbortError') throw error;
    }
    this.#term?.abort();
    this.#term = undefined;
    this.#heardAt = Date.now();
  }

  async #lead(): Promise<void> {
    const { signal } = this.#options;
    // Who steals cannot take it back.
    if (signal.aborted) return;
    const term = new AbortController();
    this.#term = term;
    this.#flow.stopCatchingUp();
    this.#reached = this.#flow.position;
    const onMessage = (message: Message, to: string) => {
      const from = this.#reached;
      if (message.type === 'connected') {
        // A hub that does not know the event goes on elsewhere: the gap that it states next is the step to there.
        if (from !== '' && from !== 'earliest') return;
        this.#reached = to;
        this.#flow.moveTo(to);
      } else {
        this.#reached = to;
        this.#say({ kind: 'step', message, from, to });
        this.#flow.lead({ message, from, to });
      }
    };
    const over = AbortSignal.any([signal, term.signal]);
    void this.#keepOwn({
      ...this.#options,
      ...{ types: [], position: this.#reached, signal: over, onMessage },
      onStatus: (status, failure) => {
        // Of an error itself only the message would get to the others.
        this.#note(status, failure && { ...failure });
        this.#beat();
      },
      onPosition: (now) => {
        this.#options.onPosition?.(now);
        this.#live();
      },
    });
    await new Promise<void>((resolve) => over.addEventListener('abort', () => resolve()));
  }

  #follow(position: string, onMessage: ConnectionOptions['onMessage'], signal: AbortSignal): Promise<void> {
    const over = AbortSignal.any([signal, this.#options.signal]);
    return this.#keepOwn({ ...this.#options, types: [], position, onMessage, onStatus: () => {}, signal: over });
  }

  #hear(word: Word): void {
    this.#heardAt = Date.now();
    if (word.kind === 'step') this.#flow.take(word);
    else if (word.kind === 'beat' && !this.#term) {
      this.#note(word.status, word.failure);
      // What it answers to others this tab may ask it too.
      if (word.status === 'open' && this.#options.hub.isAway()) this.#options.hub.answered();
      this.#flow.compare(word.position);
    } else if (word.kind === 'hello') this.#beat();
    else if (word.kind === 'wake' && this.#term) this.#options.hub.wake();
  }

  #say(word: Word): void {
    if (!this.#options.signal.aborted) this.#channel.postMessage(word);
  }

  /** The timers of a hidden tab are slow, the hub is not. */
  #live(): void {
    if (Date.now() - this.#beatAt > BEAT_MS) this.#beat();
  }

  #beat(): void {
    if (!this.#term) return;
    this.#beatAt = Date.now();
    this.#say({ kind: 'beat', position: this.#reached, status: this.#status, failure: this.#failure });
  }

  #note(status: DevSyncStatus, failure: ErrorInfo | undefined): void {
    // A last word of the others may come when this tab listens no more.
    if (this.#options.signal.aborted) return;
    this.#status = status;
    this.#failure = failure;
    this.#options.onStatus(status, failure);
  }

  /** Takes the place of a leader that is silent. */
  #check(): void {
    const now = Date.now();
    // Who was frozen itself has words waiting that it has not heard yet.
    if (now - this.#checkedAt > PATIENCE_MS) this.#heardAt = now;
    this.#checkedAt = now;
    if (this.#isSilent()) setTimeout(() => this.#isSilent() && this.#steal(), Math.random() * JITTER_MS);
  }

  #isSilent(): boolean {
    return !this.#term && Date.now() - this.#heardAt > (document.hidden ? HIDDEN_PATIENCE_MS : PATIENCE_MS);
  }

  #steal(): void {
    this.#shallSteal = true;
    this.#candidacy.abort();
  }
}
