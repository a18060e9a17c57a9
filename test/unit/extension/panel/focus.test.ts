import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PanelFocus } from '../../../../src/extension/panel/focus.ts';
import type { FocusArea } from '../../../../src/shared/panel.ts';

function track() {
  const shown: FocusArea[] = [];
  return { shown, focus: new PanelFocus<string>((area) => shown.push(area)) };
}

test('the part of the panel that has the keyboard is shown, and none when the panel has lost it', () => {
  const { shown, focus } = track();
  for (const area of ['list', 'input', 'none'] as const) focus.moved('view', area);
  assert.deepEqual(shown, ['list', 'input', 'none']);
});

test('the panel that was used last stays the last one when the keyboard is elsewhere', () => {
  const { focus } = track();
  focus.moved('view', 'list');
  focus.moved('view', 'none');
  assert.equal(focus.last, 'view');
});

test('a panel that loses the keyboard after another one has got it takes nothing away', () => {
  const { shown, focus } = track();
  focus.moved('view', 'list');
  focus.moved('tab', 'detail');
  focus.moved('view', 'none');
  assert.deepEqual([shown, focus.last], [['list', 'detail'], 'tab']);
});

test('a panel that is hidden has no keyboard, and is not the last one any more', () => {
  const { shown, focus } = track();
  focus.moved('view', 'list');
  focus.left('tab');
  assert.deepEqual([shown, focus.last], [['list'], 'view']);
  focus.left('view');
  assert.deepEqual([shown, focus.last], [['list', 'none'], undefined]);
});

test('an area that there is not is none of ours', () => {
  const { shown, focus } = track();
  focus.moved('view', 'elsewhere' as FocusArea);
  assert.deepEqual(shown, []);
});
