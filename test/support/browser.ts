import { type Browser, chromium } from 'playwright-core';
import { chromiumArgs, findChromium } from '../../scripts/systemPackages.ts';

/** The system's Chromium, headless. */
export function launchBrowser(parameters: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('There is no Chromium here. Install it, or name one in CHROMIUM_PATH.');
  return chromium.launch({ executablePath, args: [...chromiumArgs, ...parameters] });
}
