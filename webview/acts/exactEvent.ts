import type { HubEvent } from '../../src/shared/events.ts';
import { isJsonObject } from '../../src/shared/json.ts';
import { findExactNumbers, parseExactJson } from '../../src/shared/jsonText.ts';
import type { PanelHost } from '../host/host.ts';

/** The event with all digits of its numbers, as the log has it; else as this view has it, since gauges and old events are not in the log. */
export async function exactEvent({ calls }: { readonly calls: Pick<PanelHost['calls'], 'raw'> }, event: HubEvent): Promise<HubEvent> {
  if (event.id === null) return event;
  try {
    const text = await calls.raw(event.id);
    const numbers = findExactNumbers(text ?? '');
    // Mostly there are none, and what is drawn stays as it is.
    const exact = text === null || numbers.length === 0 ? event : parseExactJson(text, numbers);
    return isEvent(exact) ? exact : event;
  } catch {
    // No hub: what is here has the digits that JavaScript holds.
    return event;
  }
}

function isEvent(value: unknown): value is HubEvent {
  return isJsonObject(value) && typeof value.type === 'string' && isJsonObject(value.data);
}
