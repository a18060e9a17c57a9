import { parseExactJson, toJsonLine } from '../../shared/jsonText.ts';
import type { EventRecord, LogRecord } from '../log/record.ts';

/** What a target is sent. */
export type Message = {
  /** The same for every attempt, and after a restart, so that a receiver can tell a repeat. */
  readonly id: string;
  /** `{"type","data"}` */
  readonly body: string;
  /** Hubs that the event has passed before this one. */
  readonly hops: string | null;
};

type EventText = { readonly type: string; readonly data: object; readonly timestamp: string };

export function messageOf(record: LogRecord): Message {
  return { id: record.id, body: bodyOf(record), hops: record.hops };
}

export function gaugeMessage(record: EventRecord): Message {
  return { id: crypto.randomUUID(), body: bodyOf(record), hops: record.hops };
}

/** When the hub took the event, milliseconds since 1970. */
export function takenAt({ json }: EventRecord): number {
  return Date.parse((JSON.parse(json) as EventText).timestamp);
}

function bodyOf({ json }: EventRecord): string {
  const { type, data } = parseExactJson(json) as EventText;
  return toJsonLine({ type, data });
}
