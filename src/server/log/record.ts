import type { EventDraft, HubEvent } from '../../shared/events.ts';

/**
 * An event as the log keeps it. It is serialised once, here; stream, history and search use the same text.
 */
export type EventRecord = {
  /** Null for gauges, which never enter the log. */
  readonly id: string | null;
  readonly type: string;
  readonly source: string | null;
  /** `HubEvent` as JSON, one line. */
  readonly json: string;
};

export type LogRecord = EventRecord & { readonly id: string };

/** A draft with the time at which the hub took it. */
export type StampedDraft = EventDraft & { readonly timestamp: string };

export function toLogRecord(id: string, draft: StampedDraft): LogRecord {
  return { id, type: draft.type, source: draft.source, json: toLine({ id, ...body(draft) }) };
}

/** Gauges carry no `id`, neither as SSE field nor in the data. */
export function toGaugeRecord(draft: StampedDraft): EventRecord {
  return { id: null, type: draft.type, source: draft.source, json: toLine(body(draft)) };
}

function body({ type, data, timestamp, source, sentAt }: StampedDraft): Omit<HubEvent, 'id'> {
  return { type, data, timestamp, source, ...(sentAt !== undefined && { sent_at: sentAt }) };
}

/** Line breaks of Unicode, which JSON leaves as they are and which some clients take for the end of a line of the stream. */
const UNICODE_BREAKS = /[\u0085\u2028\u2029]/g;

function toLine(event: HubEvent | Omit<HubEvent, 'id'>): string {
  return JSON.stringify(event).replace(UNICODE_BREAKS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
