import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fractionOf, marksFor, zoneOf } from '../../../../webview/meter/scale.ts';

/** As wide as digits of a small font. */
const labelWidth = (label: string) => 6 * label.length;
const labelsFor = (width: number) => marksFor(width, labelWidth).map(({ label }) => label);

describe('the scale', () => {
  it('goes from −60 to 0 dBFS in equal steps', () => {
    assert.deepEqual([-60, -45, -30, -15, 0].map(fractionOf), [0, 0.25, 0.5, 0.75, 1]);
  });

  it('ends where it ends', () => {
    assert.deepEqual([-100, -60.1, 0.1, 6].map(fractionOf), [0, 0, 1, 1]);
  });

  it('changes its colour at −20 and at −9', () => {
    assert.deepEqual(
      [-60, -20.1, -19.9, -9.1, -8.9, 0].map((db) => zoneOf(fractionOf(db))),
      ['low', 'low', 'middle', 'middle', 'high', 'high'],
    );
  });
});

describe('the marks', () => {
  it('are all there when there is room', () => {
    assert.deepEqual(labelsFor(400), ['−60', '−50', '−40', '−30', '−20', '−12', '−6', '0']);
  });

  it('leave out the less important ones where room is short', () => {
    assert.deepEqual(labelsFor(160), ['−60', '−40', '−30', '−20', '0']);
    assert.deepEqual(labelsFor(70), ['−60', '−20', '0']);
    assert.deepEqual(labelsFor(30), ['−60', '0']);
  });

  it('never run into each other or beyond the scale, and stand below their lines', () => {
    const property = fc.property(fc.integer({ min: 30, max: 4000 }), (width) => {
      const marks = marksFor(width, labelWidth);
      for (const [index, { at, start, end }] of marks.entries()) {
        assert.ok(start >= 0 && end <= width && start <= at && at <= end);
        const next = marks[index + 1];
        if (next) assert.ok(end < next.start);
      }
    });
    fc.assert(property);
  });

  it('are none without any width', () => {
    assert.ok(labelsFor(0).length <= 1);
  });
});
