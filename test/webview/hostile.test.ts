import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import { until } from '../support/until.ts';
import { createStage, eventAt, eventsFrom, gaugeAt } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const markup = '<img src=x onerror="document.title=1"><script>document.title=2</script><a href="javascript:1">x</a>';
const link = 'https://example.com/steal?now';

/** The words as a person meets them, from left to right and line by line. */
function inOrderOfScreen(line: Locator, words: readonly string[]): Promise<readonly string[]> {
  return line.evaluate((element, all) => {
    const placeOf = (word: string): number => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      for (let node = walker.nextNode(); node instanceof Text; node = walker.nextNode()) {
        const at = node.data.indexOf(word);
        if (at < 0) continue;
        range.setStart(node, at);
        range.setEnd(node, at + word.length);
        break;
      }
      const { x, y } = range.getBoundingClientRect();
      return Math.round(y) * 10_000 + x;
    };
    return all.toSorted((one, other) => placeOf(one) - placeOf(other));
  }, words);
}

describe('text of strangers', () => {
  it('is never markup and never a link', async () => {
    const event = eventAt(0, { type: markup, source: markup.slice(0, 60), data: { [markup]: markup, link } });
    await using panel = await stage.open({ snapshot: { events: [event], seams: [{ at: event.timestamp, text: markup }] } });
    await panel.page.locator('.row[data-key]').click();
    await panel.page.locator('.tree-line').first().waitFor();
    await panel.page.getByRole('combobox').fill('type:');
    await panel.page.locator('.suggestion').waitFor();
    assert.equal(await panel.page.locator('#panel img, #panel script, #panel a').count(), 0);
    assert.equal(await panel.page.title(), 'Dev Sync');
    assert.ok((await panel.page.locator('.detail-header').innerText()).includes(markup));
    assert.ok((await panel.page.locator('.tree').innerText()).includes(link));
  });

  it('cannot turn the direction or the height of a row', async () => {
    const evil = '\u202eevil\u2066\n\r\t\u0000 \u0065\u0301'.repeat(8) + '\u0301'.repeat(200);
    const strange = eventAt(1, { type: evil, source: evil.slice(0, 60), data: { [evil]: evil } });
    await using panel = await stage.open({ snapshot: { events: [eventAt(0), strange, eventAt(2)] } });
    const rows = panel.page.locator('.row');
    await rows.nth(2).waitFor();
    const layouts = await rows.evaluateAll((all) =>
      all.map((row) =>
        [...row.children]
          .map((cell) => Math.round(cell.getBoundingClientRect().x))
          .concat(row.clientHeight)
          .join(),
      ),
    );
    assert.equal(new Set(layouts).size, 1, layouts.join(' | '));
    assert.match(await rows.nth(1).innerText(), /^\d\d-\d\d \d\d:15/);
    assert.ok((await rows.nth(1).innerText()).includes('\\u202eevil'));
  });

  it('from right to left stays where it is in a row, the tree, the diff and the raw text', async () => {
    const data = { מפתח: 'ערך', list: ['שלום', 12345, 'עולם'] };
    const events = [eventAt(0, { data: {} }), eventAt(1, { data: { ...data, copy: data } })];
    await using panel = await stage.open({ snapshot: { events }, answers: { raw: JSON.stringify(events[1]) }, width: 2600, height: 500 });
    const inOrder = async (selector: string, words: readonly string[]) => {
      const line = panel.page.locator(selector, { hasText: words[0] ?? '' }).last();
      await line.waitFor();
      assert.deepEqual(await inOrderOfScreen(line, words), words, selector);
    };
    const words = ['מפתח', 'ערך', 'שלום', '12345', 'עולם'];
    await inOrder('.row-summary', words);
    await panel.page.locator('.row').last().click();
    await inOrder('.tree-line', ['מפתח', 'ערך']);
    await panel.page.getByRole('tab', { name: 'Diff' }).click();
    await inOrder('.change ins', words);
    await panel.page.getByRole('tab', { name: 'Raw' }).click();
    await inOrder('.raw-text pre', words);
  });

  it('of 1 MB does not slow the list down', async () => {
    const data = { text: 'x'.repeat(1_000_000) };
    await using panel = await stage.open();
    await panel.tell(
      'onEvents',
      [0, 1, 2, 3].map((n) => eventAt(n, { data })),
    );
    await panel.tell('onEvents', eventsFrom(10, 1));
    await panel.page.getByText('n: 10', { exact: true }).waitFor();
    assert.ok((await panel.page.locator('.event-list').innerText()).length < 3000);
  });

  it('with invented gauges does not show up', async () => {
    await using panel = await stage.open();
    await panel.tell(
      'onEvents',
      Array.from({ length: 200 }, (_, n) => ({ ...eventAt(n), id: null, type: `gauge-${n}`, data: { audioLevel: n } })),
    );
    await panel.tell('onEvents', eventsFrom(1, 1));
    await panel.page.locator('.row').waitFor();
    assert.deepEqual([await panel.page.locator('.row').count(), await panel.page.getByRole('meter').count()], [1, 0]);
  });

  it('with invented names fills no more than three meters', async () => {
    await using panel = await stage.open();
    await panel.tell(
      'onEvents',
      Array.from({ length: 200 }, (_, n) => gaugeAt(n, 50, { source: `source-${n}` })),
    );
    await panel.page.getByRole('meter').first().waitFor();
    assert.equal(await panel.page.getByRole('meter').count(), 3);
  });

  it('is no markup in a meter, whatever the levels carry', async () => {
    const evil = '\u202eevil\u2066\n'.repeat(4) + '\u0301'.repeat(20);
    const data = { audioLevel: 50, rmsDb: markup, peakDb: { toString: null }, clipped: 'yes', sessionId: [markup] };
    await using panel = await stage.open();
    await panel.tell('onEvents', [gaugeAt(0, 50, { source: markup, data }), gaugeAt(0, 50, { source: evil, data })]);
    await panel.page.getByRole('meter').nth(1).waitFor();
    assert.equal(await panel.page.locator('#panel img, #panel script, #panel a').count(), 0);
    const [first, second] = await panel.page.locator('.is-remote .meter-source').allInnerTexts();
    assert.equal(first, `remote: ${markup}`);
    assert.ok(second?.startsWith('remote: \\u202eevil\\u2066\\u000a'), second);
    const heights = await panel.page.locator('.is-remote').evaluateAll((lines) => lines.map(({ clientHeight }) => clientHeight));
    assert.equal(new Set(heights).size, 1, heights.join());
    assert.deepEqual(await panel.page.locator('.meter-number').allInnerTexts(), ['50 %', '50 %']);
    assert.equal(await panel.page.locator('.clip-light.is-on').count(), 0);
  });

  it('does not change the page when messages are not of the protocol', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 1) } });
    await panel.page.evaluate(() =>
      [null, 'text', 7, { type: 'x' }, []].forEach((data) => void dispatchEvent(new MessageEvent('message', { data }))),
    );
    await panel.tell('onEvents', eventsFrom(1, 1));
    await until(async () => (await panel.page.locator('.row').count()) === 2, 'the panel goes on');
  });
});
