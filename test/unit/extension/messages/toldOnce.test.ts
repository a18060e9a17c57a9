import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ToldOnce } from '../../../../src/extension/messages/toldOnce.ts';
import { createMemento } from '../../../support/memento.ts';

test('what was told is not new, also when the window was loaded again', () => {
  const memento = createMemento();
  assert.deepEqual(
    ['a', 'a', 'b'].map((what) => new ToldOnce(memento, 'key').isNew(what)),
    [true, false, true],
  );
  assert.equal(new ToldOnce(memento, 'other').isNew('a'), true);
});

test('the newest twenty are kept', () => {
  const told = new ToldOnce(createMemento(), 'key');
  for (let number = 0; number <= 20; number++) told.isNew(String(number));
  assert.deepEqual([told.isNew('20'), told.isNew('1'), told.isNew('0')], [false, false, true]);
});
