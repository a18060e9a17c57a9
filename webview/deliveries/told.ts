import type { ErrorInfo } from '../../src/shared/errors.ts';
import type { HostApi, HubStatus } from '../../src/shared/panel.ts';
import type { Delivery } from '../../src/shared/webhooks.ts';
import type { EventRow } from '../row.ts';

export type WantedDeliveries = Parameters<HostApi['deliveries']>[0];

/** An answer of the host, with the question that it answers. */
export type ToldDeliveries = {
  readonly wanted: WantedDeliveries;
  readonly deliveries: readonly Delivery[];
  /** Why there is no answer. */
  readonly error?: ErrorInfo;
  /** There were deliveries, and no hub is on that could tell of them now. */
  readonly isHubOff?: true;
};

/** The part of the panel's state that says which deliveries are in sight. */
type InSight = { readonly status: HubStatus; readonly detail: EventRow | null; readonly isFailedShown: boolean };

/** Which deliveries the second pane shows; null when it shows none, or when no hub could be asked. */
export function wantedDeliveries({ status, detail, isFailedShown }: InSight): WantedDeliveries | null {
  if (status.state !== 'on') return null;
  if (detail) return detail.event.id === null ? null : { event: detail.event.id };
  return isFailedShown ? { state: 'failed' } : null;
}

/** Whether this is an answer to what is in sight now. */
export function isWanted(state: InSight, { wanted }: ToldDeliveries): boolean {
  return topicOf(wantedDeliveries(state)) === topicOf(wanted);
}

type Known = { readonly told: ToldDeliveries | null; readonly marks: ReadonlyMap<string, unknown> };

/** What there is to show, or undefined while the answer is still to come. */
export function shownDeliveries(state: InSight & Known): ToldDeliveries | undefined {
  if (state.status.state === 'stopped' || state.status.state === 'problem') return hiddenDeliveries(state);
  return state.told && isWanted(state, state.told) ? state.told : undefined;
}

/** Of an event that went nowhere there is nothing to say without a hub either. */
function hiddenDeliveries({ detail, told, marks }: InSight & Known): ToldDeliveries | undefined {
  const event = detail?.event.id ?? null;
  if (event === null) return undefined;
  const hadSome = marks.has(event) || told?.deliveries.some(({ eventId }) => eventId === event);
  return hadSome ? { wanted: { event }, deliveries: [], isHubOff: true } : undefined;
}

/** The question as a text that can be compared. */
export function topicOf(wanted: WantedDeliveries | null): string {
  return JSON.stringify(wanted);
}
