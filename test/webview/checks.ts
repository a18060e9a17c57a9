import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';

/** What axe holds against the page, as far as it matters. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`));
}

/** Whether all of it can be seen where the page stands. */
export function isInSight(element: Locator): Promise<boolean> {
  return element.evaluate(
    (target) =>
      new Promise((resolve) => {
        new IntersectionObserver(([entry]) => resolve((entry?.intersectionRatio ?? 0) === 1)).observe(target);
      }),
  );
}

/** Elements that reach beyond the right edge, except inside what scrolls or cuts on purpose. */
export function overflowing(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [
      ...document.querySelectorAll(
        '#panel, #panel > *, .toolbar *, .meters *, .banner *, .empty *, .row, .tree-line, .detail-header > *, .tab, .tree-acts, .detail-bar > *, .change-text > *, .post-facts dd, .post-headers :is(th, td), .related-row, .newer-button, :is(.delivery-line, .delivery-rest, .answer, .attempt) > *, .failed-item > *, .stats-strip > *, .stats-table, .stats-table :is(th, td)',
      ),
    ]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5 && !element.closest('.suggestions'))
      .map((element) => element.className || element.tagName),
  );
}
