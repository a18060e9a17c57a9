import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import fc from 'fast-check';
import { HEARTBEAT_MS } from '../../../../src/shared/api.ts';
import { parseTypeFilter } from '../../../../src/shared/typeFilter.ts';
import { storeKinds, tempLog, unbounded } from '../../../support/logs.ts';
import { interpret } from '../../shared/whatwgParser.ts';
import type { SlowResponse } from './slowResponse.ts';
import { messagesOf, type Received, settled, startStreams } from './streams.ts';

const KIB = 1024;
/** The lag that is let be, one write of the fan-out or of a replay, one event, and heartbeats. */
const MOST_WAITING_BYTES = (256 + 64 + 10 + 1) * KIB;
/** A clear forgets what earlier replays of the same position would have had; the model only looks at the end. */
const UNKNOWN = 'of-another-log-1';

type Operation =
  | { readonly kind: 'publish'; readonly type: string; readonly count: number; readonly size: number }
  | { readonly kind: 'open'; readonly types: string; readonly from: number | 'head' | 'start' | 'unknown' }
  | { readonly kind: 'gauge' | 'clear' | 'turn' | 'beat' }
  | { readonly kind: 'block' | 'unblock' | 'read' | 'leave'; readonly who: number };

type Reader = { readonly response: SlowResponse; readonly types: string; readonly from: string; readonly gaugesBefore: number };
type World = ReturnType<typeof startStreams> & {
  readonly facts: { readonly id: string; readonly type: string }[];
  readonly readers: Reader[];
  readonly origin: string;
  gauges: number;
};

const factType = fc.constantFrom('a', 'b', 'ab');
const publish = fc.oneof(
  fc.record({ kind: fc.constant('publish' as const), type: factType, count: fc.integer({ min: 1, max: 6 }), size: fc.constant(0) }),
  fc.record({
    kind: fc.constant('publish' as const),
    type: factType,
    count: fc.integer({ min: 10, max: 40 }),
    size: fc.constant(9.5 * KIB),
  }),
);
const open = fc.record({
  kind: fc.constant('open' as const),
  types: fc.constantFrom('', '', 'a', 'b*', 'a*,audio_level', 'nothing'),
  from: fc.oneof(fc.constantFrom('head' as const, 'start' as const, 'unknown' as const), fc.nat({ max: 200 })),
});
const world = fc.record({ kind: fc.constantFrom('gauge' as const, 'clear' as const, 'turn' as const, 'turn' as const, 'beat' as const) });
const reading = fc.record({
  kind: fc.constantFrom('block' as const, 'block' as const, 'unblock' as const, 'read' as const, 'leave' as const),
  who: fc.nat({ max: 5 }),
});
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: publish },
  { weight: 2, arbitrary: open },
  { weight: 3, arbitrary: world },
  { weight: 3, arbitrary: reading },
);
const retention = fc.constantFrom({ ...unbounded, maxEvents: 12 }, { ...unbounded, maxBytes: 200 * KIB }, unbounded);

async function run(world: World, step: Operation): Promise<void> {
  switch (step.kind) {
    case 'publish': {
      const ids = await world.publish(step.type, step.count, step.size);
      world.facts.push(...ids.map((id) => ({ id, type: step.type })));
      return;
    }
    case 'open':
      return openReader(world, step);
    case 'gauge':
      world.gauges += 1;
      return world.pushGauge();
    case 'clear':
      return void (await world.log.clear());
    case 'turn':
      return settled(1);
    case 'beat':
      return mock.timers.tick(HEARTBEAT_MS);
    default:
      return read(world, step);
  }
}

function openReader(world: World, { types, from }: Extract<Operation, { kind: 'open' }>): void {
  const { log, facts, origin } = world;
  const named = { head: log.head(), start: log.start(), unknown: UNKNOWN };
  const position = typeof from === 'string' ? named[from] : (facts[(from % (facts.length + 1)) - 1]?.id ?? origin);
  const { response } = world.open({ types, position });
  world.readers.push({ response, types, from: position, gaugesBefore: world.gauges });
}

function read({ readers }: World, { kind, who }: Extract<Operation, { who: number }>): void {
  const reader = readers[who % Math.max(readers.length, 1)];
  if (!reader) return;
  if (kind === 'block') reader.response.block();
  else if (kind === 'unblock') reader.response.unblock();
  else if (kind === 'read') reader.response.readOne();
  else reader.response.destroy();
}

/** Follows what one reader was sent, and objects to whatever it could not know to be complete. */
function check(world: World, { response, types, from, gaugesBefore }: Reader): void {
  const [greeting, ...messages] = messagesOf(response);
  if (!greeting && response.destroyed) return;
  assert.equal(greeting?.data.type, 'connected');
  const wanted = wantedNumbers(world, types);
  let at = numberOf(world, greeting?.position ?? '');
  if (from !== UNKNOWN && numberOf(world, from) > at) assert.fail('the stream began before its position');
  let gauges = 0;
  for (const message of messages) {
    if (message.data.type === 'audio_level') gauges += 1;
    at = follow(world, message, { at, wanted });
  }
  assert.ok(gauges <= world.gauges - gaugesBefore, 'a gauge came twice');
  const end = numberOf(world, interpret(response.chunks).lastEventId);
  const missing = wanted.filter((number) => number > at && (number <= end || !response.destroyed));
  assert.deepEqual(missing, [], 'events are missing at the end');
}

/** The position after a message. Everything wanted between the old and the new position must have been sent or told. */
function follow(
  world: World,
  { data, position }: Received,
  { at, wanted }: { readonly at: number; readonly wanted: readonly number[] },
): number {
  const next = numberOf(world, position);
  if (data.type === 'stream.gap') {
    assert.ok(next <= numberOf(world, world.log.start()), 'the gap skips events that are kept');
    assert.ok(data.data?.from === UNKNOWN || numberOf(world, data.data?.from ?? '') < next, 'the gap has nothing in it');
    return next;
  }
  const skipped = wanted.filter((number) => number > at && number <= next);
  assert.deepEqual(skipped, data.type === 'audio_level' ? [] : [next], `between ${at} and ${next}`);
  assert.equal(data.id, data.type === 'audio_level' ? undefined : position);
  return next;
}

function wantedNumbers({ facts }: World, types: string): number[] {
  const matches = parseTypeFilter(types);
  return facts.flatMap(({ type }, index) => (matches(type) ? [index + 1] : []));
}

function numberOf({ facts, origin }: World, position: string): number {
  const index = facts.findIndex(({ id }) => id === position);
  if (index < 0) assert.equal(position, origin, 'a position that the log never gave');
  return index + 1;
}

for (const kind of storeKinds) {
  test(`with a log in ${kind} every reader hears every event that it wants once and in order, or is told what it cannot hear`, () =>
    fc.assert(
      fc.asyncProperty(retention, fc.array(operation, { minLength: 5, maxLength: 40, size: 'max' }), async (kept, steps) => {
        mock.timers.reset();
        mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
        await using place = await tempLog(kind, kept);
        const streams = startStreams({}, place.log);
        const world: World = { ...streams, facts: [], readers: [], origin: streams.log.head(), gauges: 0 };
        for (const step of steps) await runWithin(world, step);
        await end(world);
        for (const reader of world.readers) check(world, reader);
        assert.deepEqual(streams.recording.linesOf('error'), []);
        streams.fanout.dispose();
      }),
      { numRuns: kind === 'sqlite' ? 20 : 60 },
    ));
}

afterEach(() => mock.timers.reset());

/** A step, after which no reader has more in memory than it may. */
async function runWithin(world: World, step: Operation): Promise<void> {
  await run(world, step);
  for (const { response } of world.readers) {
    assert.ok(response.writableLength <= MOST_WAITING_BYTES, `${response.writableLength} bytes wait`);
  }
}

/** Everybody reads to the end, and hears one event more of every type. */
async function end(world: World): Promise<void> {
  for (const { response } of world.readers) response.unblock();
  await settled(400);
  for (const type of ['a', 'b', 'ab']) await run(world, { kind: 'publish', type, count: 1, size: 0 });
  await settled();
}
