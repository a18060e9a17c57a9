import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** What axe holds against the page, as far as it matters. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`));
}

/** Elements that reach beyond the right edge, except inside what scrolls or cuts on purpose. */
export function overflowing(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [
      ...document.querySelectorAll(
        '#panel, #panel > *, .toolbar *, .meters *, .banner *, .empty *, .row, .tree-line, .detail-header > *, .newer-button, :is(.delivery-line, .delivery-rest, .answer, .attempt) > *, .failed-item > *, .stats-strip > *, .stats-table, .stats-table :is(th, td)',
      ),
    ]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5 && !element.closest('.suggestions'))
      .map((element) => element.className || element.tagName),
  );
}
