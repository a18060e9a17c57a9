import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { fail, root, say } from './project.ts';
import { chromiumArgs, findChromium } from './systemPackages.ts';

/** The Marketplace takes no SVG. */
const SIZE = 256;
const target = join(root, 'media/icon.png');

/** Draws `media/icon.png` from `media/icon.svg`, which is the sign of the dashboard on a ground of its own. */
async function main(): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('There is no Chromium here. Install it, or name one in CHROMIUM_PATH.');
  const svg = await readFile(join(root, 'media/icon.svg'), 'utf8');
  const browser = await chromium.launch({ executablePath, args: [...chromiumArgs] });
  try {
    const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } });
    await page.setContent(`<body style="margin: 0; display: grid">${svg}</body>`);
    // Beyond its rounded corners it shows the page of the Marketplace, whatever its theme.
    await page.screenshot({ path: target, omitBackground: true });
  } finally {
    await browser.close();
  }
  say(target);
}

try {
  await main();
} catch (error) {
  fail(error);
}
