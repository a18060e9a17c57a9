// The public surface of `dev-sync/react`, and all of it; the build copies it as `react.d.ts`.
import type { DevSync, DevSyncStatus, EventMap, EventOf, OpenEvents, Pattern } from './api.ts';

export type UseDevEventsOptions<Map extends EventMap<Map>> = {
  /** The client to hear; that of `sharedDevSync()` unless given. It belongs outside of the component, or in a `useState`. */
  readonly client?: DevSync<Map>;
  /** As many events are kept, 100 unless given. */
  readonly limit?: number;
};

export type DevEvents<Event> = {
  /** Oldest first. */
  readonly events: readonly Event[];
  readonly last: Event | undefined;
  readonly status: DevSyncStatus;
};

/** The events that arrive while the component is there. Nothing on a server, and nothing in production. */
export declare function useDevEvents<Map extends EventMap<Map> = OpenEvents, Wanted extends Pattern<Map> = Pattern<Map>>(
  pattern: Wanted | readonly Wanted[],
  options?: UseDevEventsOptions<Map>,
): DevEvents<EventOf<Map, Wanted>>;
