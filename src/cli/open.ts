import { setTimeout as sleep } from 'node:timers/promises';
import { browserCommand, startBrowser } from './browser.ts';
import { type AddressOptions, findAddress } from './findAddress.ts';
import { openOneTimeDoor } from './oneTimeDoor.ts';
import { writeData, writeWords } from './output.ts';

/** How long a browser may take to come, with a start of its own. */
const BROWSER_MS = 30_000;

/** `dev-sync open`: the dashboard in the browser, unlocked. */
export async function openDashboard({ print, ...options }: AddressOptions & { readonly print?: boolean }): Promise<void> {
  const { url, token } = await findAddress(options);
  const page = `${url}/`;
  const isOpened = !print && (await showInBrowser(page, token));
  if (isOpened) return writeWords(`The dashboard is open in your browser: ${page}`);
  writeData(page);
  if (!print) writeWords('No browser came. Open the address above; "dev-sync token" prints what unlocks the page.');
}

async function showInBrowser(page: string, token: string | undefined): Promise<boolean> {
  const door = await openOneTimeDoor(token === undefined ? page : `${page}#token=${token}`);
  try {
    const command = browserCommand(door.url, process);
    if (!command || !(await startBrowser(command))) return false;
    writeWords(`Waiting for a browser that opens ${page}`);
    const waiting = new AbortController();
    const isLate = sleep(BROWSER_MS, false, { signal: waiting.signal }).catch(() => false);
    const hasCome = await Promise.race([door.used.then(() => true), isLate]);
    waiting.abort();
    return hasCome;
  } finally {
    await door.dispose();
  }
}
