import type { EventDraft, HubEvent } from '../../shared/events.ts';
import { toJsonLine } from '../../shared/jsonText.ts';

/**
 * An event as the log keeps it. It is serialised once, here; stream, history and search use the same text.
 */
export type EventRecord = {
  /** Null for gauges, which never enter the log. */
  readonly id: string | null;
  readonly type: string;
  readonly source: string | null;
  /** `EventDraft.hops`. */
  readonly hops: string | null;
  /** `HubEvent` as JSON, one line. */
  readonly json: string;
};

export type LogRecord = EventRecord & { readonly id: string };

/** A draft with the time at which the hub took it. */
export type StampedDraft = EventDraft & { readonly timestamp: string };

export function toLogRecord(id: string, draft: StampedDraft): LogRecord {
  return { id, type: draft.type, source: draft.source, hops: draft.hops ?? null, json: toJsonLine({ id, ...body(draft) }) };
}

const ID_AT = '{"id":"'.length;

/** The id of a record, which its JSON begins with. */
export function idIn(json: string): string {
  return json.slice(ID_AT, json.indexOf('"', ID_AT));
}

/** Gauges carry no `id`, neither as SSE field nor in the data. */
export function toGaugeRecord(draft: StampedDraft): EventRecord {
  return { id: null, type: draft.type, source: draft.source, hops: draft.hops ?? null, json: toJsonLine(body(draft)) };
}

function body({ type, data, timestamp, source, sentAt }: StampedDraft): Omit<HubEvent, 'id'> {
  return { type, data, timestamp, source, ...(sentAt !== undefined && { sent_at: sentAt }) };
}
