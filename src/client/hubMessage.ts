import type { StreamClosing, StreamGap, StreamStatus } from '../shared/api.ts';
import type { MicrophoneQuestion } from '../shared/consent.ts';
import type { HubEvent } from '../shared/events.ts';
import type { Stats } from '../shared/webhooks.ts';
import type { StreamMessage } from './eventStream.ts';

/** What one message of `GET /dev/events` says to those who show a hub: an event, or something about the stream or the hub. */
export type HubMessage =
  | { readonly kind: 'connected' }
  | { readonly kind: 'event'; readonly event: HubEvent }
  | { readonly kind: 'missed'; readonly reason: StreamGap['reason'] }
  | { readonly kind: 'status'; readonly status: StreamStatus }
  | { readonly kind: 'stats'; readonly stats: Stats }
  | { readonly kind: 'question'; readonly question: MicrophoneQuestion }
  | { readonly kind: 'cleared' }
  | { readonly kind: 'closing'; readonly isRestart: boolean };

/** Tells the messages of the stream itself from events, which cannot have such types. */
export function readMessage({ data: message }: StreamMessage): HubMessage {
  const { data } = message;
  switch (message.type) {
    case 'connected':
      return { kind: 'connected' };
    case 'stream.gap':
      return { kind: 'missed', reason: (data as StreamGap).reason };
    case 'stream.status':
      return { kind: 'status', status: data as StreamStatus };
    case 'stream.stats':
      return { kind: 'stats', stats: data as Stats };
    case 'stream.consent':
      return { kind: 'question', question: data as MicrophoneQuestion };
    case 'stream.cleared':
      return { kind: 'cleared' };
    case 'stream.closing':
      return { kind: 'closing', isRestart: (data as StreamClosing).restarting };
    default:
      // Gauges come without an id.
      return { kind: 'event', event: { id: null, ...message } as unknown as HubEvent };
  }
}
