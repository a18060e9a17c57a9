import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../../src/shared/json.ts';
import { summaryOf } from '../../../webview/summary.ts';
import { eventAt } from './sample.ts';

const summarise = (type: string, data: JsonObject) => summaryOf(eventAt(0, { type, data }));

describe('summaries of the types that Dev Sync sends', () => {
  it('says which file changed and where', () => {
    const data = { file: 'src/App.tsx', change: 'changed', folder: 'shop-frontend', timestamp: '2026-03-02T09:15:00.000Z' };
    assert.equal(summarise('frontend.file_changed', data), 'src/App.tsx changed · shop-frontend');
  });

  it('says whether somebody listens', () => {
    assert.equal(summarise('listening_status', { isListening: true }), 'Listening');
    assert.equal(summarise('listening_status', { isListening: false, status: 'stopped' }), 'Not listening');
    assert.equal(summarise('listening_status', { isListening: false, status: 'denied' }), 'Microphone access was denied');
    assert.equal(summarise('listening_status', { isListening: false, status: 'error' }), 'Listening was interrupted');
  });

  it('says when sound began and how long it lasted', () => {
    const at = { sessionId: 'session-1', timestamp: '2026-03-02T09:15:00.000Z' };
    assert.equal(summarise('audio.sound_started', at), 'Sound started');
    assert.equal(summarise('audio.sound_stopped', { ...at, durationMs: 1234 }), 'Sound stopped after 1.2 s');
  });

  it('says how loud it is', () => {
    assert.equal(summarise('audio_level', { audioLevel: 41.6, rmsDb: -20.04, clipped: true }), '42 % · -20.0 dBFS · clipped');
  });

  it('falls back to the data when a stranger posts another shape', () => {
    assert.equal(summarise('frontend.file_changed', { file: 7 }), 'file: 7');
    assert.equal(summarise('listening_status', { isListening: 'yes' }), 'isListening: "yes"');
    assert.equal(summarise('audio_level', {}), '{}');
    assert.equal(summarise('audio.sound_started', { note: 'x' }), 'note: "x"');
    assert.equal(summarise('audio.sound_stopped', { durationMs: 'long' }), 'durationMs: "long"');
  });
});

describe('summaries of other types', () => {
  it('lists the members with their values', () => {
    const data = { message: 'Hello', n: 3, ok: true, none: null, tags: ['a', 'b'], user: { id: 7 } };
    assert.equal(summarise('x', data), 'message: "Hello", n: 3, ok: true, none: null, tags: ["a", "b"], user: {id: 7}');
  });

  it('says of integers beyond what JavaScript holds that they are about that', () => {
    const data = { large: Number('12345678901234567890'), list: [-(2 ** 53)], safe: Number.MAX_SAFE_INTEGER, part: 0.1 };
    const line = 'large: ≈12345678901234567000, list: [≈-9007199254740992], safe: 9007199254740991, part: 0.1';
    assert.equal(summarise('x', data), line);
  });

  it('goes no deeper than a line can show', () => {
    assert.equal(summarise('x', { a: { b: { c: { d: 1 } } }, e: [[[1]]] }), 'a: {b: {c: {…}}}, e: [[[…]]]');
  });

  it('is short, however large the data is', () => {
    const members = Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`key${n}`, 'x'.repeat(20)]));
    for (const data of [{ text: 'x'.repeat(1_000_000) }, members, { list: Array.from({ length: 50_000 }, (_, n) => n) }]) {
      assert.ok(summarise('x', data).length <= 301);
    }
  });

  it('does not cut a character in half', () => {
    assert.ok(summarise('x', { text: '😀'.repeat(400) }).isWellFormed());
    assert.ok(summarise('x', { text: `a${'😀'.repeat(400)}` }).isWellFormed());
  });

  it('shows characters that would act on the layout', () => {
    assert.equal(summarise('x', { text: 'a\u202eb\nc\u0000\u200b' }), 'text: "a\\u202eb\\nc\\u0000\\u200b"');
  });

  it('has an event with the name of an object member', () => {
    assert.equal(summarise('toString', { a: 1 }), 'a: 1');
  });
});
