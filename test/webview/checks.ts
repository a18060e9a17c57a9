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

/** What of the status line lies outside of it, or over something else. */
export function overlapping(page: Page): Promise<readonly string[]> {
  return page.locator('.status-line').evaluate((line) => {
    const parts = [...line.querySelectorAll(':scope > :not(.flash), .flash-words')].filter(
      (part) => part.getBoundingClientRect().width > 0,
    );
    const meets = (one: DOMRect, other: DOMRect) =>
      one.left < other.right - 0.5 && other.left < one.right - 0.5 && one.top < other.bottom - 0.5 && other.top < one.bottom - 0.5;
    const { left, right, top, bottom } = line.getBoundingClientRect();
    return parts
      .filter((part) => {
        const box = part.getBoundingClientRect();
        const isOutside = box.left < left || box.right > right || box.top < top || box.bottom > bottom;
        return isOutside || parts.some((other) => other !== part && meets(box, other.getBoundingClientRect()));
      })
      .map((part) => part.className || part.tagName);
  });
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
