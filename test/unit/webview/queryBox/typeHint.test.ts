import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { typeHint } from '../../../../webview/queryBox/typeHint.ts';
import { eventAt, panelAfter } from '../sample.ts';

const { rows } = panelAfter({
  events: [
    eventAt(0, { type: 'agent.created' }),
    eventAt(1, { type: 'agent.deleted', source: 'shop' }),
    eventAt(2, { type: 'order' }),
    eventAt(3, { type: 'order.paid' }),
  ],
});
const hintFor = (text: string) => typeHint(text, rows, Date.now());

describe('what a filter by a type may have meant', () => {
  it('is all types that begin so, in each place, with the rest as it was', () => {
    for (const text of ['type:agent', 'type:agent.']) assert.deepEqual(hintFor(text), { query: 'type:agent.*', count: 2 }, text);
    assert.deepEqual(hintFor('type:agent.c'), { query: 'type:agent.c*', count: 1 });
    assert.deepEqual(hintFor('TYPE:Agent,"order",none source:shop'), { query: 'TYPE:Agent.*,"order".*,none source:shop', count: 1 });
  });

  it('is nothing else where there are no such types', () => {
    for (const text of ['', 'agent', 'type:', 'type:*', 'type:gent', 'type:agent.*', 'source:agent', '-type:agent', 'type:"']) {
      assert.equal(hintFor(text), null, text);
    }
  });

  it('is nothing else where the rest keeps all out', () => assert.equal(hintFor('type:agent source:none'), null));
});
