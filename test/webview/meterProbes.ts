import type { Page } from 'playwright-core';
import { until } from '../support/until.ts';
import type { TestPanel } from './support.ts';

export const ownMeter = ({ page }: TestPanel) => page.getByRole('meter', { name: 'Microphone level' });
export const readOut = ({ page }: TestPanel) => page.locator('ds-meter .meter-number').innerText();
export const untilReads = (panel: TestPanel, text: string) => until(async () => (await readOut(panel)) === text, `the meter reads ${text}`);
export const untilStale = ({ page }: TestPanel) => page.locator('ds-meter .is-stale').waitFor();

/** How much of a bar is lit, 0 to 1: the unlit part and the part up to the peak are paler. */
export function litShare({ page }: TestPanel, selector = 'ds-meter .meter-bar'): Promise<number> {
  return page.locator(selector).evaluate((canvas: HTMLCanvasElement) => {
    const { width, height } = canvas;
    const data = canvas.getContext('2d')?.getImageData(0, Math.floor(height / 2), width, 1).data ?? [];
    let lit = 0;
    while (lit < width && (data[4 * lit + 3] ?? 0) > 200) lit++;
    return lit / width;
  });
}

/** How many animation frames the panel asks for while the browser draws thirty. */
export function askedInThirtyFrames(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const before = fakeHost.animationFrames;
    await fakeHost.passFrames(30);
    return fakeHost.animationFrames - before;
  });
}

export const near = (value: number, expected: number) => Math.abs(value - expected) < 0.01;
