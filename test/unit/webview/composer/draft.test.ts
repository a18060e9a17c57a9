import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { limits } from '../../../../src/shared/api.ts';
import type { DraftText } from '../../../../src/shared/panel.ts';
import { checkDraft, emptyDraft, formatData, seedFor, withDraft } from '../../../../webview/composer/draft.ts';
import { eventAt } from '../sample.ts';

const draft = (parts: Partial<DraftText>): DraftText => ({ type: 'agent.created', data: '{}', source: null, ...parts });
const problemsOf = (parts: Partial<DraftText>) => {
  const checked = checkDraft(draft(parts));
  return checked.ok ? [] : checked.problems.map(({ field, message }) => `${field}: ${message}`);
};

describe('a draft', () => {
  it('goes out in its shortest form, with all digits', () => {
    const checked = checkDraft(draft({ data: '{\n  "id": 12345678901234567890,\n  "rate": 1.10\n}', source: 'shop' }));
    assert.deepEqual(checked, {
      ok: true,
      draft: { type: 'agent.created', source: 'shop', data: '{"id":12345678901234567890,"rate":1.1}' },
    });
  });

  it('without a source has none', () => {
    assert.deepEqual(checkDraft(draft({ source: ' ' })), { ok: true, draft: draft({}) });
  });

  const wrong: readonly (readonly [parts: Partial<DraftText>, problem: string])[] = [
    [{ type: '' }, 'type: An event needs a type, as in agent.created.'],
    [{ type: 'x'.repeat(201) }, 'type: A type has at most 200 characters.'],
    [{ type: 'a\u0007' }, 'type: Control characters are not allowed in a type.'],
    [{ type: 'a\ud800' }, 'type: Control characters are not allowed in a type.'],
    [{ type: 'stream.gap' }, 'type: This type is reserved: use another name than "connected" and "stream.…".'],
    [{ source: 'x'.repeat(61) }, 'source: A source has at most 60 characters.'],
    [{ data: '[]' }, 'data: The data is an object, as in {"name": "Ada"}.'],
    [{ data: '12345678901234567890' }, 'data: The data is an object, as in {"name": "Ada"}.'],
    [{ data: '{\n  "a": 1,\n}' }, 'data: Line 3, column 1: There is a comma too many before this.'],
    [{ data: `${'{"a":'.repeat(65)}1${'}'.repeat(65)}` }, 'data: The data is nested deeper than 64 levels.'],
    [{ data: `{"a":"${'ä'.repeat(limits.eventBytes / 2)}"}` }, 'data: The event is larger than 1 MiB.'],
  ];
  for (const [parts, problem] of wrong) it(`is refused: ${problem}`, () => assert.deepEqual(problemsOf(parts), [problem]));

  it('may have all that the contract allows', () => {
    const deepest = `{"a":${'['.repeat(63)}${']'.repeat(63)}}`;
    assert.deepEqual(problemsOf({ type: '🎧'.repeat(200), source: 'x'.repeat(60), data: deepest }), []);
  });

  it('is told all its problems at once', () => {
    assert.equal(problemsOf({ type: '', source: 'x'.repeat(61), data: '' }).length, 3);
  });

  it('is formatted with all digits, and left alone when it is no JSON', () => {
    assert.equal(formatData('{"id":12345678901234567890,"e":1e400}'), '{\n  "id": 12345678901234567890,\n  "e": 1e400\n}');
    assert.equal(formatData('{"id":'), '{"id":');
  });

  it('is formatted with nothing in it that acts on a screen, and says the same', () => {
    const data = { 'a\u202ecod.exe': ['\u2066b', 'ad\u200bmin'] };
    const text = formatData(JSON.stringify(data));
    assert.equal(text, '{\n  "a\\u202ecod.exe": [\n    "\\u2066b",\n    "ad\\u200bmin"\n  ]\n}');
    assert.deepEqual(JSON.parse(text), data);
  });

  for (const levels of [64, 10_000, 1_000_000]) {
    it(`of ${levels} levels is formatted as far as that is of use`, () => {
      const text = `${'['.repeat(levels)}${']'.repeat(levels)}`;
      const formatted = formatData(text);
      assert.equal(formatted.replace(/\s/g, ''), text);
      assert.ok(formatted.length < 10_000_000);
      assert.equal(checkDraft(draft({ data: text })).ok, false);
    });
  }

  it('is offered again for the same event, and for none other', () => {
    const row = { kind: 'event', key: 3, event: eventAt(3) } as const;
    const kept = { draft: draft({ type: 'left.over' }), of: 'id-3' };
    assert.equal(seedFor(row, emptyDraft, [kept]), kept);
    assert.deepEqual(seedFor(null, emptyDraft, [kept]), { draft: emptyDraft, of: null });
    assert.equal(seedFor({ ...row, key: 4 }, emptyDraft, [kept]), kept);
    assert.deepEqual(seedFor({ ...row, event: eventAt(4) }, emptyDraft, [kept]).draft, emptyDraft);
  });

  it('is kept for each of the newest ten that were begun', () => {
    const seeds = [null, ...Array.from({ length: 12 }, (_, n) => `id-${n}`)].map((of) => ({ draft: emptyDraft, of }));
    const again = { draft: draft({}), of: 'id-5' };
    const kept = [...seeds, again].reduce(withDraft, []);
    assert.deepEqual(
      kept.map(({ of }) => of),
      [2, 3, 4, 6, 7, 8, 9, 10, 11, 5].map((n) => `id-${n}`),
    );
    assert.equal(kept.at(-1), again);
  });
});
