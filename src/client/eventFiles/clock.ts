/** What tells the time of a replay. Tests have one that they move themselves. */
export type Clock = {
  /** Milliseconds that never go back. */
  now(): number;
  /** Resolves after that time, or as soon as `signal` fires. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
};

/** The one of the machine. */
export const steadyClock: Clock = {
  now: () => performance.now(),
  wait: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
    }),
};
