import assert from 'node:assert/strict';
import { createParser } from 'eventsource-parser';
import { isJsonObject, type JsonObject } from '../../src/shared/json.ts';
import { until, within } from './until.ts';

export type StreamEntry = {
  /** The `id:` of this very block; undefined when it has none. */
  readonly id: string | undefined;
  /** The `event:` of this block, which the hub never sends. */
  readonly event: string | undefined;
  readonly data: JsonObject;
};

export type OpenStream = AsyncDisposable & {
  readonly status: number;
  readonly headers: Headers;
  /** All messages so far. */
  readonly entries: readonly StreamEntry[];
  /** All bytes so far, as text. */
  readonly text: () => string;
  /** Settles when the hub ended the stream, or broke it off. */
  readonly ended: Promise<void>;
  /** The message behind the last one that was asked for. */
  next(): Promise<StreamEntry>;
  /** Reads on to a message of this type; answers all that were passed, with it as the last. */
  until(type: string): Promise<readonly StreamEntry[]>;
  close(): Promise<void>;
};

export type OpenStreamOptions = {
  /** Behind `/dev/events`, as `?types=a`. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Follows `GET /dev/events` with fetch and an independent parser. */
export async function openStream(url: string, { query = '', headers = {} }: OpenStreamOptions = {}): Promise<OpenStream> {
  const controller = new AbortController();
  const response = await fetch(`${url}/dev/events${query}`, { headers, signal: controller.signal });
  const entries: StreamEntry[] = [];
  let text = '';
  let read = 0;

  const parser = createParser({ onEvent: ({ id, event, data }) => void entries.push({ id, event, data: parseData(data) }) });
  const follow = async () => {
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) {
      const chunk = decoder.decode(bytes, { stream: true });
      text += chunk;
      parser.feed(chunk);
    }
  };
  // How it ends is not ours to judge: a cut connection rejects, a closed one resolves.
  const ended = follow().catch(() => {});

  const next = async () => {
    const entry = await until(() => entries[read], `message ${read + 1} of the stream ${query}`);
    read++;
    return entry;
  };
  const close = async () => {
    controller.abort();
    await within(ended, 'the end of the stream');
  };
  return {
    status: response.status,
    headers: response.headers,
    entries,
    text: () => text,
    ended,
    next,
    async until(type) {
      const passed: StreamEntry[] = [];
      do passed.push(await next());
      while (passed.at(-1)?.data.type !== type);
      return passed;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function parseData(data: string): JsonObject {
  const value: unknown = JSON.parse(data);
  assert.ok(isJsonObject(value));
  return value;
}

export function typesOf(entries: readonly StreamEntry[]): unknown[] {
  return entries.map(({ data }) => data.type);
}

export function idsOf(entries: readonly StreamEntry[]): unknown[] {
  return entries.map(({ id }) => id);
}
