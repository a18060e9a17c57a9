import assert from 'node:assert/strict';
import { limits } from '../../../src/shared/api.ts';
import { assertHarmless, hostileTexts } from '../hostileTexts.ts';
import { until } from '../until.ts';
import { button, openTab, type Panel, type PanelAction, rowOf, rowsOf, untilTypes } from './panel.ts';

const markup = hostileTexts.markup ?? '';
/** As deep as the hub takes it: the post itself is one level. */
const LEVELS = limits.jsonDepth - 1;

const strangeData: Readonly<Record<string, object>> = {
  markup: { [markup]: markup, list: [markup] },
  'a script in a link': { url: 'javascript:document.title=3', data: 'data:text/html,<script>document.title=4</script>' },
  'text that runs to the left': { '\u202eevil\u2066': 'a\u202ecod.exe\u202c', name: '\u2067\u202egpj.\u2069' },
  'a single line of 1 MB': { text: 'x'.repeat(1_000_000) },
  '64 levels': JSON.parse(`${'{"a":'.repeat(LEVELS - 1)}{}${'}'.repeat(LEVELS - 1)}`) as object,
  'all else that strangers may write': hostileTexts,
};

/** Nothing of it is an element, changed the page, or turns what stands beside it. */
async function assertText(panel: Panel): Promise<void> {
  const { root } = panel;
  assert.equal(await root.locator('#panel :is(img, script, a, iframe, [href], [onerror])').count(), 0);
  assert.doesNotMatch(await root.evaluate(() => document.title), /^\d/);
  for (const text of await rowsOf(panel).allInnerTexts()) for (const line of text.split(/[\n\t]/)) assertHarmless(line);
  const heights = await rowsOf(panel).evaluateAll((all) => all.map(({ clientHeight }) => clientHeight));
  assert.equal(new Set(heights).size, 1, heights.join());
}

export const strange: readonly PanelAction[] = Object.entries(strangeData).map(([what, data]) => ({
  name: `shows ${what} as text in every place, and goes on`,
  async run(panel) {
    await panel.hub.post(
      { event_type: 'plain' },
      { event_type: 'strange', data: data as Record<string, never>, source: 'x' },
      { event_type: markup },
    );
    await rowsOf(panel).nth(2).waitFor();
    await rowOf(panel, 'strange').click();
    await panel.root.getByRole('tree', { name: 'Event as JSON' }).waitFor();
    await assertText(panel);
    for (const tab of ['Diff', 'Raw', 'Post', 'Related', 'Data']) {
      const content = await openTab(panel, tab);
      await until(async () => (await content.innerText()).trim() !== '', `words in ${tab}`);
      await assertText(panel);
    }
    await button(panel, 'Close (Esc)').click();
    await panel.hub.post({ event_type: 'plain' });
    await untilTypes(panel, 'plain', 'strange', markup, 'plain');
    const [, event] = await panel.hub.events();
    assert.deepEqual(event?.data, data);
  },
}));
