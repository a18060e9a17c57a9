import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../../src/shared/json.ts';
import { CHILDREN_STEP, closedTree, showMore, showWhole, toggle, valueAt, visibleNodes } from '../../../webview/jsonTree.ts';

const linesOf = (root: JsonObject, view = closedTree) =>
  visibleNodes(root, view).map(({ level, label, text }) => `${'  '.repeat(level - 1)}${label}: ${text}`);

describe('JSON tree', () => {
  it('shows the first level and says what closed containers hold', () => {
    const root = { text: 'a', n: 1.5, ok: true, none: null, list: [1, 2], one: { a: 1 }, empty: [], nothing: {} };
    const expected = ['text: "a"', 'n: 1.5', 'ok: true', 'none: null', 'list: [2 items]', 'one: {1 member}', 'empty: []', 'nothing: {}'];
    assert.deepEqual(linesOf(root), expected);
  });

  it('opens and closes a container in place', () => {
    const root = { list: ['a', { b: 1 }], after: 1 };
    const open = toggle(toggle(closedTree, '/list'), '/list/1');
    assert.deepEqual(linesOf(root, open), ['list: [2 items]', '  0: "a"', '  1: {1 member}', '    b: 1', 'after: 1']);
    assert.deepEqual(linesOf(root, toggle(open, '/list')), ['list: [2 items]', 'after: 1']);
  });

  it('counts positions as screen readers read them', () => {
    const nodes = visibleNodes({ a: { b: 1, c: 2 } }, toggle(closedTree, '/a'));
    assert.deepEqual(
      nodes.map(({ level, position, setSize }) => [level, position, setSize]),
      [
        [1, 1, 1],
        [2, 1, 2],
        [2, 2, 2],
      ],
    );
  });

  it('shows a large container by steps', () => {
    const root = { list: Array.from({ length: 250 }, (_, n) => n) };
    const open = toggle(closedTree, '/list');
    assert.equal(visibleNodes(root, open).at(-1)?.text, 'Show 100 more (150 left)');
    const more = showMore(open, '/list');
    assert.equal(visibleNodes(root, more).at(-1)?.text, 'Show the last 50');
    assert.equal(visibleNodes(root, showMore(more, '/list')).length, 251);
  });

  it('never walks what is closed', () => {
    const root = { list: Array.from({ length: 100_000 }, () => ({ deep: [1] })) };
    assert.equal(visibleNodes(root, toggle(closedTree, '/list')).length, 1 + CHILDREN_STEP + 1);
  });

  it('shortens long strings until somebody wants them whole', () => {
    const root = { text: 'x'.repeat(1_000_000) };
    const [cut] = visibleNodes(root, closedTree);
    assert.deepEqual([cut?.text.length, cut?.hidden], [503, 999_500]);
    const [whole] = visibleNodes(root, showWhole(closedTree, '/text'));
    assert.deepEqual([whole?.text.length, whole?.hidden], [1_000_002, 0]);
  });

  it('finds values whose keys look like paths', () => {
    const root = { 'a/b': { '~c': 1 }, '': 2 };
    const open = toggle(closedTree, '/a~1b');
    const paths = visibleNodes(root, open).map(({ path }) => path);
    assert.deepEqual(
      paths.map((path) => valueAt(root, path)),
      [{ '~c': 1 }, 1, 2],
    );
    assert.equal(valueAt(root, 'more:/list'), undefined);
  });

  it('shows keys that would act on the layout', () => {
    assert.deepEqual(linesOf({ 'a\u202e\n': 1 }), ['a\\u202e\\u000a: 1']);
  });
});
