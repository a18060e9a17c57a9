import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMessage } from '../../../src/client/hubMessage.ts';

const read = (data: { type: string; data?: object }) => readMessage({ data, position: undefined });

test('a gauge is an event without a position', () => {
  const gauge = { type: 'audio_level', data: { audioLevel: 5 }, timestamp: '2026-03-02T09:00:00.000Z', source: null };
  assert.deepEqual(read(gauge), { kind: 'event', event: { id: null, ...gauge } });
});

const table: readonly [message: { type: string; data?: object }, kind: object][] = [
  [{ type: 'connected' }, { kind: 'connected' }],
  [
    { type: 'stream.gap', data: { reason: 'retention' } },
    { kind: 'missed', reason: 'retention' },
  ],
  [
    { type: 'stream.closing', data: { restarting: true } },
    { kind: 'closing', isRestart: true },
  ],
  [{ type: 'stream.cleared', data: { deleted: 3 } }, { kind: 'cleared' }],
];
for (const [message, expected] of table) test(`${message.type} is no event`, () => assert.deepEqual(read(message), expected));
