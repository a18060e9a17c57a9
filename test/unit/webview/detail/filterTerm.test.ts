import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../../../src/shared/json.ts';
import { parseQuery } from '../../../../src/shared/query/parse.ts';
import { termFor } from '../../../../webview/detail/filterTerm.ts';
import { scriptPath } from '../../../../webview/detail/path.ts';
import { closedTree, stepsTo, type TreeView, valueAt, visibleNodes } from '../../../../webview/jsonTree.ts';
import { eventAt } from '../sample.ts';

const everything: TreeView = { ...closedTree, expanded: { has: () => true } as unknown as ReadonlySet<string> };
const odd: JsonObject = {
  user: { id: 'u-1', 'odd key': 'a b', 'a"b\\c': 'q"\\' },
  list: [{ 'x.y': 'one,two' }, { n: 17 }],
  'a/b~c': '*',
  空: 'ключ: значение',
  '': true,
  none: null,
  pi: 3.14,
  empty: '',
  '-': '-x',
  constructor: 'type:x',
};

describe('the way to a value', () => {
  it('leads there in JavaScript, whatever the names are', () => {
    const event = eventAt(0, { data: odd });
    for (const { path } of visibleNodes(event, everything)) {
      const read = new Function('event', `return event.${scriptPath(stepsTo(event, path))}`) as (value: unknown) => unknown;
      assert.deepEqual(read(event), valueAt(event, path));
    }
  });

  it('shows names that would act on a screen', () => {
    assert.equal(
      scriptPath([
        { key: 'data', isIndex: false },
        { key: 'a\u202eb', isIndex: false },
      ]),
      'data["a\\u202eb"]',
    );
  });
});

describe('the query for a value', () => {
  it('finds the event, and none with another value', () => {
    const [event, other] = [eventAt(0, { data: odd }), eventAt(1, { data: { n: 1 }, type: 'other', source: null })];
    const terms = visibleNodes(event, everything).flatMap(({ path }) => termFor(stepsTo(event, path), valueAt(event, path)) ?? []);
    assert.equal(terms.length, 3 + 13);
    for (const term of terms) {
      const parsed = parseQuery(term, new Date());
      assert.ok(parsed.ok, term);
      assert.deepEqual([parsed.query.matches(event), parsed.query.matches(other)], [true, false], term);
      assert.deepEqual(parsed.query.unknownFields, []);
    }
  });

  it('is there for values that a line of text can say', () => {
    const steps = [
      { key: 'data', isIndex: false },
      { key: 'x', isIndex: false },
    ];
    for (const value of [{}, [], 'two\nlines', 'x'.repeat(1000), 'a\u202eb', undefined]) assert.equal(termFor(steps, value), undefined);
    assert.equal(termFor([{ key: 'timestamp', isIndex: false }], 'x'), undefined);
    assert.equal(termFor([{ key: 'id', isIndex: false }], 'a-1'), 'id:a-1');
    assert.equal(termFor(steps, 2 ** 60), 'data.x=1152921504606847000');
  });
});
