import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../../../src/shared/json.ts';
import { parseExactJson } from '../../../../src/shared/jsonText.ts';
import { valueLines } from '../../../../webview/detail/changeWords.ts';
import { diffOf } from '../../../../webview/detail/diff.ts';

const linesOf = (before: JsonObject, after: JsonObject) =>
  diffOf(before, after, 100).changes.map((change) => {
    const { before: old, after: now } = valueLines(change);
    return [change.kind, change.path, ...(old === undefined ? [] : [old]), ...(now === undefined ? [] : [now])].join(' ');
  });

/** Applies the changes of an object without lists. */
function patched(before: JsonObject, after: JsonObject): unknown {
  const result = structuredClone(before) as Record<string, unknown>;
  for (const change of diffOf(before, after, 1000).changes) {
    const keys = change.path.split('.');
    const last = keys.pop() ?? '';
    const parent = keys.reduce<Record<string, unknown>>((value, key) => value[key] as Record<string, unknown>, result);
    if (change.kind === 'removed') delete parent[last];
    else parent[last] = change.after;
  }
  return result;
}

describe('a diff', () => {
  it('says what was added, removed and changed, and where', () => {
    const before = { user: { name: 'Ada', age: 36 }, old: [1], same: true };
    const after = { user: { name: 'Grace', age: 36 }, same: true, 'odd key': null };
    assert.deepEqual(linesOf(before, after), ['changed user.name "Ada" "Grace"', 'added ["odd key"] null', 'removed old [1]']);
    assert.deepEqual(linesOf(before, before), []);
  });

  it('tells a value of another kind as changed', () => {
    const before = { a: 1, b: { c: 1 }, d: [1], e: null };
    const after = { a: '1', b: [1], d: { 0: 1 }, e: false };
    assert.deepEqual(linesOf(before, after), ['changed a 1 "1"', 'changed b {"c":1} [1]', 'changed d [1] {"0":1}', 'changed e null false']);
  });

  it('matches equal items of a list, wherever they moved to', () => {
    const [a, b, c] = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
    assert.deepEqual(linesOf({ list: [a, b, c] }, { list: [{ id: 'new' }, a, b, c] }), ['added list[0] {"id":"new"}']);
    assert.deepEqual(linesOf({ list: [a, b, c] }, { list: [a, c] }), ['removed list[1] {"id":"b"}']);
    assert.deepEqual(linesOf({ list: [a, { id: 'b', n: 1 }, c] }, { list: [a, { id: 'b', n: 2 }, c] }), ['changed list[1].n 1 2']);
    assert.deepEqual(linesOf({ list: [1, 2, 3, 4] }, { list: [2, 9, 4, 5] }), [
      'removed list[0] 1',
      'changed list[1] 3 9',
      'added list[3] 5',
    ]);
  });

  it('compares long lists place by place', () => {
    const list = Array.from({ length: 1000 }, (_, n) => n);
    const { changes, left } = diffOf({ list }, { list: list.map((n) => (n % 2 ? n : -n - 1)) }, 100);
    assert.deepEqual([changes.length, left, changes[1]?.path], [100, 400, 'list[2]']);
  });

  it('looks at large lists in lists once, not once for each level', () => {
    let looks = 0;
    const watched = (last: number): JsonObject => {
      const list = Array.from({ length: 100_000 }, (_, n) => n).concat(last);
      const get: ProxyHandler<number[]>['get'] = (target, key) => {
        looks++;
        return Reflect.get(target, key);
      };
      let value: unknown = new Proxy(list, { get });
      for (let level = 0; level < 60; level++) value = [value];
      return { value } as JsonObject;
    };
    assert.equal(diffOf(watched(-1), watched(-2), 10).changes.length, 1);
    assert.ok(looks < 3_000_000, `${looks} looks`);
  });

  it('leads from the one object to the other', () => {
    const values = [1, 'x', null, [1, 2], {}, { deep: { er: 1 } }, { deep: { er: [{ a: 1 }], other: 2 } }, false];
    const objects = values.flatMap((one, n) => [
      { a: one, both: { x: n, y: 0 } },
      { b: one, both: { z: one } },
      { a: { a: one }, both: one },
    ]);
    for (const before of objects) for (const after of objects) assert.deepEqual(patched(before, after), after);
  });

  it('tells numbers apart that JavaScript cannot', () => {
    const [before, after] = ['{"id":12345678901234567890}', '{"id":12345678901234567891}'].map(
      (text) => parseExactJson(text) as JsonObject,
    );
    assert.ok(before && after);
    assert.deepEqual(linesOf(before, after), ['changed id 12345678901234567890 12345678901234567891']);
  });

  it('of names that JavaScript has itself is like any other', () => {
    const before = JSON.parse('{"__proto__":1,"constructor":{"a":1}}') as JsonObject;
    assert.deepEqual(linesOf(before, { toString: 'x' }), ['added toString "x"', 'removed __proto__ 1', 'removed constructor {"a":1}']);
  });

  it('shows of long texts the place where they part', () => {
    const same = 'x'.repeat(5000);
    const [line = ''] = linesOf({ text: `${same}old` }, { text: `${same}new` });
    assert.match(line, /^changed text …x{20}old" …x{20}new"$/);
    assert.ok((linesOf({}, { text: same })[0] ?? '').length < 400);
  });
});
