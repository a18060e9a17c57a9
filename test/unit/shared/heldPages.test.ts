import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorInfo } from '../../../src/shared/errors.ts';
import { HeldPages } from '../../../src/shared/heldPages.ts';
import { notListening } from '../../../src/shared/listening.ts';
import type { HubStatus } from '../../../src/shared/panel.ts';

const held = (origin: string): ErrorInfo => ({ code: 'too-many-posts', message: `${origin} posts too much.`, next: 'Post less.' });
const other: ErrorInfo = { code: 'log-failed', message: 'The log failed.', next: 'Restart.' };
const on = (...problems: readonly ErrorInfo[]): HubStatus => ({
  state: 'on',
  url: 'http://localhost:4848',
  subscribers: 0,
  problems,
  listening: notListening,
});
const [a, b] = [held('http://localhost:3000'), held('http://localhost:5173')];

/** What each of the statuses, in this order, has begun. */
function begunIn(...statuses: readonly HubStatus[]): readonly (readonly string[])[] {
  const pages = new HeldPages();
  return statuses.map((status) => pages.begunIn(status));
}

test('a page that is held is told of once, however many statuses say so', () => {
  assert.deepEqual(begunIn(on(), on(a), on(a), on(a, other)), [[], [a.message], [], []]);
});

test('each page is told of', () => {
  assert.deepEqual(begunIn(on(a), on(a, b), on(b)), [[a.message], [b.message], []]);
});

test('a page that is held again is told of again', () => {
  assert.deepEqual(begunIn(on(a), on(), on(a)), [[a.message], [], [a.message]]);
});

test('a window that comes back while it lasts hears of nothing new', () => {
  assert.deepEqual(begunIn(on(a), { state: 'starting' }, on(a)), [[a.message], [], []]);
});

test('other problems are none of its business', () => {
  assert.deepEqual(begunIn(on(other), { state: 'problem', error: a }, { state: 'stopped' }), [[], [], []]);
});
