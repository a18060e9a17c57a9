import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { seriousFindings } from './checks.ts';
import { choose, dashboardOpener, untilLast } from './dashboardSupport.ts';

const openHub = dashboardOpener();

/** Opens the dialog of a file with these lines. */
async function pick(page: Page, lines: readonly string[]): Promise<void> {
  await using folder = await tempWorkspace();
  const chooser = page.waitForEvent('filechooser');
  await choose(page, 'Import and Replay Events');
  await (await chooser).setFiles(await folder.write('saved.ndjson', lines.join('\n')));
  await page.getByRole('dialog').waitFor();
}

function line(n: number, at: string): string {
  return JSON.stringify({ type: 'saved.event', data: { n }, timestamp: at, source: null });
}

for (const format of ['NDJSON', 'JSON']) {
  test(`an export as ${format} is a download with all digits`, async () => {
    await using dashboard = await openHub();
    const { hub, page } = dashboard;
    await hub.post('{"event_type":"long.number","data":{"id":12345678901234567890,"text":"<b>&\\u2028"}}');
    await untilLast(page, /long\.number/);
    const started = page.waitForEvent('download');
    await choose(page, `Export Events as ${format}`);
    const download = await started;
    assert.match(download.suggestedFilename(), new RegExp(`^dev-sync-[\\w-]+\\.${format.toLowerCase()}$`));
    const text = await readFile(await download.path(), 'utf8');
    assert.match(text, /"id":12345678901234567890/);
    assert.equal([JSON.parse(text)].flat().length, 1);
    await page
      .getByText(/1 event/)
      .first()
      .waitFor();
  });
}

test('a fixture is a download that can be posted', async () => {
  await using dashboard = await openHub();
  const { hub, page } = dashboard;
  await hub.publish(7, 1);
  await untilLast(page, /n: 7/);
  await page.locator('.row:not(.seam)').last().click({ button: 'right' });
  const started = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Save Event as Fixture' }).click();
  const text = await readFile(await (await started).path(), 'utf8');
  assert.equal(text, '{\n  "event_type": "agent.created",\n  "data": {\n    "n": 7\n  },\n  "source": "backend"\n}\n');
});

test('a file is published at once, without the lines that are wrong', async () => {
  await using dashboard = await openHub();
  const { page } = dashboard;
  await pick(page, [line(1, '2026-03-02T09:15:00.000Z'), '{"type":"broken"', line(2, '2026-03-02T10:15:00.000Z')]);
  const dialog = page.getByRole('dialog', { name: 'Replay 2 events' });
  await dialog.getByText('Line 2:').waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await dashboard.screenshot('import');
  await dialog.getByRole('button', { name: 'Replay' }).click();
  await untilLast(page, /n: 2/);
  await dialog.waitFor({ state: 'detached' });
});

test('a file in another encoding is refused, instead of being published with wrong letters', async () => {
  await using dashboard = await openHub();
  const { hub, page } = dashboard;
  const chooser = page.waitForEvent('filechooser');
  await choose(page, 'Import and Replay Events');
  const buffer = Buffer.from('{"event_type":"caf\xe9"}', 'latin1');
  await (await chooser).setFiles({ name: 'saved.json', mimeType: 'application/json', buffer });
  await page.getByText('"saved.json" is not UTF-8 text.').first().waitFor();
  assert.equal(await hub.count(), 0);
});

test('a replay with the original timing leaves the page free and can be stopped; what is out stays out', async () => {
  await using dashboard = await openHub();
  const { hub, page } = dashboard;
  await pick(page, [line(1, '2026-03-02T09:15:00.000Z'), line(2, '2026-03-02T10:15:00.000Z')]);
  await page.getByLabel('With the original timing (1 h 0 min)').check();
  await page.getByRole('button', { name: 'Replay' }).click();
  await page.getByText('1 of 2 events of saved.ndjson published').waitFor();
  assert.equal(await page.getByRole('dialog').count(), 0);
  await choose(page, 'Import and Replay Events');
  await page.getByText('An import is still under way').waitFor();
  await page.locator('.row', { hasText: 'n: 1' }).click();
  await page.getByRole('tablist').waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await dashboard.screenshot('replay');
  await page.getByRole('region', { name: 'Replay' }).getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('region', { name: 'Replay' }).waitFor({ state: 'detached' });
  await page
    .getByText(/1 event/)
    .first()
    .waitFor();
  assert.equal(await hub.count(), 1);
});
