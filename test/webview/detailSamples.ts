import type { Page } from 'playwright-core';
import type { EventPost } from '../../src/shared/api.ts';
import { NOON } from './deliverySamples.ts';

/** What a page posted. */
export const browserPost: EventPost = {
  at: NOON,
  method: 'POST',
  path: '/dev/webhook?event_type=order.paid',
  address: '127.0.0.1',
  headers: [
    ['host', 'localhost:4848'],
    ['Content-Type', 'application/json'],
    ['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36'],
    ['Origin', 'http://localhost:5173'],
    ['Cookie', null],
    ['x-request-id', '7f3c2a52-8a0f-4a8e-9a54-0f7f9d6f2a11'],
  ],
  bytes: 3412,
  events: 12,
};

export async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name }).click();
  await page.getByRole('tabpanel', { name }).waitFor();
}

/** The element that has the focus: its name, else its text, else its class. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') ?? (element?.textContent?.trim() || element?.className) ?? '';
  });
}
