import assert from 'node:assert/strict';
import { it } from 'node:test';
import { panelActs } from '../../../src/shared/panel.ts';
import { actLabels } from '../../../webview/acts/labels.ts';
import { filled, plural, t, translated } from '../../../webview/l10n.ts';

it('a text is English without a page, with its values in their places', () => {
  assert.equal(t('Paused'), 'Paused');
  assert.equal(t('{1} of {0}', 5, 'two'), 'two of 5');
  assert.equal(t('{name} came {count} times', { name: 'Ada', count: 2 }), 'Ada came 2 times');
});

it('placeholders stay where no value is given, and those in a value are text', () => {
  assert.equal(t('{0} of {1}'), '{0} of {1}');
  assert.equal(t('{0} of {1}', 'one'), 'one of {1}');
  assert.equal(t('{0}: {1}', '{1}', '$&'), '{1}: $&');
});

it('a failure is English without a page', () => {
  const error = { message: 'No microphone was found.', next: '' };
  assert.deepEqual(translated(error), error);
});

it('one of two sentences is chosen by the count', () => {
  assert.deepEqual(
    [0, 1, 2].map((count) => plural(count, t('{0} event', count), t('{0} events', count))),
    ['0 events', '1 event', '2 events'],
  );
});

it('a sentence has its elements where its language wants them', () => {
  const [first, second] = [{}, {}];
  assert.deepEqual(filled('From {1} to {0}.', first, second), ['From ', second, ' to ', first, '.']);
});

it('the panel calls everything that can be done as the commands do', () => {
  assert.deepEqual(actLabels, Object.fromEntries(Object.entries(panelActs).map(([act, { title }]) => [act, title])));
});
