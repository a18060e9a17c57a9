import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Emitter } from '../../../src/shared/emitter.ts';

test('listeners hear every value in the order of their subscription', () => {
  const heard: string[] = [];
  const emitter = new Emitter<number>();
  emitter.event((value) => heard.push(`a${value}`));
  emitter.event((value) => heard.push(`b${value}`));
  emitter.fire(1);
  emitter.fire(2);
  assert.deepEqual(heard, ['a1', 'b1', 'a2', 'b2']);
});

test('the same function may subscribe twice and leave once', () => {
  let count = 0;
  const emitter = new Emitter<void>();
  const listener = () => {
    count += 1;
  };
  const first = emitter.event(listener);
  emitter.event(listener);
  emitter.fire();
  void first.dispose();
  void first.dispose();
  emitter.fire();
  assert.equal(count, 3);
});

test('a listener may leave or subscribe while a value goes round', () => {
  const heard: string[] = [];
  const emitter = new Emitter<number>();
  const own = emitter.event((value) => {
    heard.push(`once${value}`);
    void own.dispose();
    emitter.event((later) => heard.push(`late${later}`));
  });
  emitter.event((value) => heard.push(`always${value}`));
  emitter.fire(1);
  emitter.fire(2);
  assert.deepEqual(heard, ['once1', 'always1', 'always2', 'late2']);
});

test('nobody hears anything after disposal', () => {
  const heard: number[] = [];
  const emitter = new Emitter<number>();
  emitter.event((value) => heard.push(value));
  emitter.dispose();
  emitter.fire(1);
  assert.deepEqual(heard, []);
});
