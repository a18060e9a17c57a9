import assert from 'node:assert/strict';
import { choose, chooseAt, filterOf, type Panel, type PanelAction, rowOf, show, untilFlash, untilPublished, untilTypes } from './panel.ts';

const EXACT = '{"event_type":"order.paid","data":{"id":12345678901234567890},"source":"shop"}';
/** The distance of the events of a file, in milliseconds: far above what a busy machine adds to it or takes away. */
const APART_MS = 2000;

const fileOf = (type: string): string =>
  [0, APART_MS]
    .map((ms, n) => ({ type, data: { n }, timestamp: new Date(Date.parse('2026-03-02T09:15:00Z') + ms).toISOString(), source: null }))
    .map((event) => JSON.stringify(event))
    .join('\n');

/** Shows an event that an export has, and one that the filter keeps out of it. */
async function showTwo(panel: Panel): Promise<void> {
  await panel.hub.postText(`[${EXACT},{"event_type":"agent.created"}]`);
  await untilTypes(panel, 'order.paid', 'agent.created');
  await filterOf(panel).fill('type:order.*');
  await untilTypes(panel, 'order.paid');
}

const exporting: readonly PanelAction[] = (['NDJSON', 'JSON'] as const).map((format) => ({
  name: `exports what the filter lets through as ${format}, with all digits`,
  async run(panel) {
    await showTwo(panel);
    const text = await panel.files.exportOf(format.toLowerCase(), () => choose(panel, `Export Events as ${format}`));
    await untilFlash(panel, /^Exported 1 event to /);
    assert.match(text, /"id":\s*12345678901234567890/);
    const [event, ...others] = [JSON.parse(text)].flat() as readonly { readonly type: string; readonly source: string }[];
    assert.deepEqual([event?.type, event?.source, others], ['order.paid', 'shop', []]);
    assert.equal(text.trimStart().startsWith('['), format === 'JSON');
  },
}));

export const files: readonly PanelAction[] = [
  {
    name: 'saves an event as a fixture that can be posted as it is',
    async run(panel) {
      await panel.hub.postText(EXACT);
      await untilTypes(panel, 'order.paid');
      const text = await panel.files.fixtureOf(() => chooseAt(panel, rowOf(panel, 'order.paid'), 'Save Event as Fixture'));
      await untilFlash(panel, /^Saved as .*order\.paid.*\.json/);
      await panel.hub.postText(text);
      const [, again] = await untilPublished(panel, 'order.paid', 2);
      assert.match((await panel.hub.raw(again?.id ?? '')) ?? '', /"data":\{"id":12345678901234567890\}.*"source":"shop"/);
    },
  },
  ...exporting,
  {
    name: 'imports a file and publishes its events at once',
    async run(panel) {
      await panel.files.replay(fileOf('imported.fast'), 'at once', () => choose(panel, 'Import and Replay Events'));
      await untilFlash(panel, /^Published 2 events/);
      const sent = await untilPublished(panel, 'imported.fast', 2);
      assert.deepEqual(
        sent.map(({ data }) => data),
        [{ n: 0 }, { n: 1 }],
      );
      await untilTypes(panel, 'imported.fast', 'imported.fast');
    },
  },
  {
    name: 'imports a file and publishes its events in the original timing',
    async run(panel) {
      await panel.files.replay(fileOf('imported.slowly'), 'original', () => choose(panel, 'Import and Replay Events'));
      const [first, second] = await untilPublished(panel, 'imported.slowly', 2);
      const apart = Date.parse(second?.timestamp ?? '') - Date.parse(first?.timestamp ?? '');
      assert.ok(apart >= APART_MS / 2, `${apart} ms`);
      await untilFlash(panel, /^Published 2 events/);
    },
  },
  {
    name: 'deletes the event log after a yes only',
    async run(panel) {
      await show(panel, { event_type: 'order.paid' });
      await choose(panel, 'Delete Event Log');
      await panel.answerDeletion('no');
      assert.equal((await panel.hub.events()).length, 1);
      await untilTypes(panel, 'order.paid');
      await choose(panel, 'Delete Event Log');
      await panel.answerDeletion('yes');
      await untilTypes(panel);
      assert.deepEqual(await panel.hub.events(), []);
      await show(panel, { event_type: 'after.deletion' });
      await panel.root.locator('.seam', { hasText: 'event log deleted' }).waitFor();
    },
  },
];
