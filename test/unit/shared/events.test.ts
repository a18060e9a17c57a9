import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isReservedType, policyOf } from '../../../src/shared/events.ts';
import { isJsonObject } from '../../../src/shared/json.ts';

test('levels are gauges, and every type that is not known is a fact', () => {
  for (const type of [
    'frontend.file_changed',
    'listening_status',
    'agent.created',
    'audio_level2',
    '',
    'constructor',
    '__proto__',
    'toString',
  ])
    assert.equal(policyOf(type), 'fact', type);
  assert.equal(policyOf('audio_level'), 'gauge');
});

test('only the stream itself may use "connected" and what is below "stream."', () => {
  for (const type of ['connected', 'stream.', 'stream.gap', 'stream.anything']) assert.equal(isReservedType(type), true, type);
  for (const type of ['connected.x', 'Connected', 'stream', 'streams.gap', 'my.stream.gap'])
    assert.equal(isReservedType(type), false, type);
});

test('an object is no list, no null and no text', () => {
  assert.equal(isJsonObject({}), true);
  for (const value of [[], null, undefined, '', 0, true]) assert.equal(isJsonObject(value), false);
});
