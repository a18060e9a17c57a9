import type { Delivery, DeliveryAttempt, Stats, TargetStats } from '../../src/shared/webhooks.ts';

/** Noon of the day of the samples, which the page shows as 13:00. */
export const NOON = '2026-03-02T12:00:00.000Z';

export const vite = 'http://localhost:5173/api/webhook/receive';
export const api = 'http://localhost:8000/hooks/dev-sync';
export const worker = 'https://worker.localhost:8443/in';

/** So many seconds after noon. */
export function at(seconds: number): string {
  return new Date(Date.parse(NOON) + seconds * 1000).toISOString();
}

export function attemptAt(seconds: number, overrides: Partial<DeliveryAttempt> = {}): DeliveryAttempt {
  return { at: at(seconds), status: 200, ms: 12, ...overrides };
}

/** One attempt, taken by the handler. */
export function deliveryOf(eventId: string, overrides: Partial<Delivery> = {}): Delivery {
  const { target = vite, attempts = [attemptAt(-60)] } = overrides;
  return {
    id: `${eventId}.${target}`,
    eventId,
    type: 'agent.created',
    target,
    state: 'delivered',
    attempts,
    attemptCount: attempts.length,
    ...overrides,
  };
}

const trace = ['Traceback (most recent call last):', '  File "app.py", line 41, in receive', "KeyError: 'agent_id'"].join('\n');

/** One event at targets in every state. */
export function inEveryState(eventId: string): readonly Delivery[] {
  const refused = { status: null, ms: 1, error: 'Nothing listens there.' };
  const waiting = [attemptAt(-30, refused), attemptAt(-20, refused), attemptAt(-5, refused)];
  const failed = [
    attemptAt(-55, { status: 500, ms: 31, error: 'It answered 500.', answer: trace }),
    attemptAt(-50, { status: 422, ms: 9, error: 'It answered 422.', answer: trace }),
  ];
  return [
    deliveryOf(eventId, { attempts: [attemptAt(-60, { answer: '{"success":true,"handled":"agent.created"}' })] }),
    deliveryOf(eventId, { target: api, state: 'pending', attempts: waiting, nextAt: at(7) }),
    deliveryOf(eventId, { target: worker, state: 'failed', attempts: failed }),
    deliveryOf(eventId, { target: 'http://localhost:9000/late', state: 'expired', attempts: [] }),
    deliveryOf(eventId, {
      target: 'http://localhost:9001/unwanted',
      state: 'discarded',
      attempts: [attemptAt(-9, { status: 503, error: 'It answered 503.' })],
    }),
  ];
}

/** What was given up of the first events of a stream. */
export function failedOf(...ns: readonly number[]): readonly Delivery[] {
  const attempts = (n: number) => [attemptAt(-n, { status: 404, ms: 3, error: 'It answered 404.', answer: 'Not Found' })];
  return ns.map((n) => deliveryOf(`id-${n}`, { target: api, state: 'failed', attempts: attempts(n) }));
}

/** A target that answers. */
export function targetOf(overrides: Partial<TargetStats> = {}): TargetStats {
  return {
    key: overrides.url ?? vite,
    url: vite,
    state: 'closed',
    since: at(-600),
    delivered: 1204,
    failures: 0,
    failed: 0,
    queued: 0,
    perSecond: 10,
    perMinute: 600,
    p50Ms: 2.6,
    p95Ms: 9.2,
    ...overrides,
  };
}

export const down = targetOf({
  url: api,
  state: 'open',
  since: at(-173),
  failures: 12,
  queued: 12,
  error: 'Nothing listens there.',
});
export const absent = targetOf({ state: 'no-receiver', delivered: 0, failures: 3, p50Ms: null, p95Ms: null });

/** Figures of a hub that some have posted to. */
export function statsOf(targets: readonly TargetStats[] = [targetOf()], overrides: Partial<Stats> = {}): Stats {
  const traffic = (count: number, perSecond: number) => ({ count, bytes: count * 143, perSecond, perMinute: perSecond * 30 });
  return {
    since: at(-3600),
    types: [
      { type: 'audio_level', ...traffic(24_310, 10) },
      { type: 'agent.created', ...traffic(812, 2) },
      { type: 'frontend.file_changed', ...traffic(71, 0) },
    ],
    sources: [
      { source: 'microphone', ...traffic(24_310, 10) },
      { source: 'backend', ...traffic(812, 2) },
      { source: null, ...traffic(71, 0) },
    ],
    targets,
    ...overrides,
  };
}
