import { createParser } from 'eventsource-parser';
import { routes } from '../../src/shared/api.ts';
import type { MeterFrame } from '../../src/shared/listening.ts';
import { until, within } from './until.ts';

export type OpenLevels = AsyncDisposable & {
  readonly status: number;
  /** All frames so far. */
  readonly frames: readonly MeterFrame[];
  /** When each frame arrived here, Unix milliseconds. */
  readonly arrivals: readonly number[];
  /** Settles when the stream is over. */
  readonly ended: Promise<void>;
  untilCount(count: number): Promise<readonly MeterFrame[]>;
};

/** Follows `GET /api/listen/levels`. */
export async function openLevels(url: string): Promise<OpenLevels> {
  const controller = new AbortController();
  const response = await fetch(url + routes.listenLevels, { signal: controller.signal });
  const frames: MeterFrame[] = [];
  const arrivals: number[] = [];
  const parser = createParser({
    onEvent({ data }) {
      frames.push(JSON.parse(data) as MeterFrame);
      arrivals.push(Date.now());
    },
  });
  const follow = async () => {
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) parser.feed(decoder.decode(bytes, { stream: true }));
  };
  const ended = follow().catch(() => {});
  return {
    status: response.status,
    frames,
    arrivals,
    ended,
    untilCount: async (count) => {
      await until(() => frames.length >= count, `${count} meter frames`);
      return frames.slice(0, count);
    },
    async [Symbol.asyncDispose]() {
      controller.abort();
      await within(ended, 'the end of the levels');
    },
  };
}
