import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Frame } from 'playwright-core';
import { node, root, say } from '../scripts/project.ts';
import { type Editor, openEditor } from '../test/support/editor.ts';
import { quietPort } from '../test/support/ports.ts';
import { tempWorkspace } from '../test/support/tempWorkspace.ts';
import { until } from '../test/support/until.ts';
import type { HostFigures } from './panelSuite.ts';

/** The panel in a real VS Code: what a person feels, idle and while 5,000 events a second come in. Ratios are of one run. */
const RATE = 5000;
const FLOOD_S = Number(process.env.DEV_SYNC_BENCH_SECONDS ?? 60);
const IDLE_S = 10;
/** Until then the rows and the caches fill up. */
const SETTLED_S = 20;
const LOADED = 100_000;
const KEY_PAUSE_MS = 100;
const LOOK_MS = 4;
const TIMEOUT_MS = 120_000;
const portFile = join(root, '.cache/editor-suite/panel.port');

/** The heap is without garbage. */
type PageFigures = { readonly framesPerSecond: number; readonly inputP95Ms: number; readonly heapBytes: number };

async function main(): Promise<void> {
  await node(['esbuild.mjs', '--production']);
  await node(['esbuild.mjs', '--only=suite']);
  rmSync(portFile, { force: true });
  const port = await quietPort();
  await using workspace = await tempWorkspace({ '.vscode/settings.json': JSON.stringify({ 'devSync.port': port }) });
  await using editor = await openEditor({
    folder: workspace.path,
    testsPath: join(root, '.cache/editor-suite/panel.cjs'),
  });
  await until(() => existsSync(portFile), 'the suite in the extension host', TIMEOUT_MS);
  await flood(editor, `http://localhost:${port}`);
  await load(editor);
}

async function flood(editor: Editor, url: string): Promise<void> {
  const frame = await editor.panelFrame('.status-line');
  // One event, so that there is a list to put the keyboard on.
  await endOf(startFlood(url, 50, 1));
  await frame.locator('.event-list').click();
  await hostFigures();
  const idle = { page: await measurePage(editor, frame, IDLE_S), host: await hostFigures() };
  const before = await countOf(frame);
  const flooding = endOf(startFlood(url, RATE, FLOOD_S));
  const first = { page: await measurePage(editor, frame, SETTLED_S), host: await hostFigures() };
  const rest = { page: await measurePage(editor, frame, Math.max(1, FLOOD_S - SETTLED_S)), host: await hostFigures() };
  const { accepted, ms } = await flooding;
  await until(async () => (await countOf(frame)) - before >= accepted, 'all events in the count of the panel', TIMEOUT_MS).catch(
    () => undefined,
  );
  const counted = (await countOf(frame)) - before;
  say(
    `flood                  ${accepted} events in ${(ms / 1000).toFixed(1)} s, counted by the panel: ${counted} (lost: ${accepted - counted})`,
  );
  const ratio = rest.page.framesPerSecond / idle.page.framesPerSecond;
  say(
    `frames per second      idle ${idle.page.framesPerSecond.toFixed(1)}, flood ${rest.page.framesPerSecond.toFixed(1)}, ratio ${ratio.toFixed(2)} (aim: 0.8)`,
  );
  say(`key → drawn, p95       idle ${idle.page.inputP95Ms.toFixed(0)} ms, flood ${rest.page.inputP95Ms.toFixed(0)} ms (aim: 50)`);
  say(
    `extension host, p99    idle ${idle.host.delayP99Ms.toFixed(1)} ms, flood ${rest.host.delayP99Ms.toFixed(1)} ms, max ${rest.host.delayMaxMs.toFixed(0)} ms (aim: 30)`,
  );
  say(
    `heap of the panel      ${megabytes(first.page.heapBytes)} after ${SETTLED_S} s, ${megabytes(rest.page.heapBytes)} after ${FLOOD_S} s, ratio ${(rest.page.heapBytes / first.page.heapBytes).toFixed(2)}`,
  );
  say(
    `heap of the host       ${megabytes(first.host.heapBytes)} after ${SETTLED_S} s, ${megabytes(rest.host.heapBytes)} after ${FLOOD_S} s, ratio ${(rest.host.heapBytes / first.host.heapBytes).toFixed(2)}`,
  );
}

/** The view is made anew, with all that the log has. */
async function load(editor: Editor): Promise<void> {
  await editor.page.context().addInitScript(noteFirstRow, LOOK_MS);
  await editor.runCommand('View: Toggle Panel Visibility');
  await editor.runCommand('Dev Sync: Show Panel');
  const frame = await editor.panelFrame('.row');
  const firstPaintMs = await until(
    () => frame.evaluate(() => (globalThis as { firstRowMs?: number }).firstRowMs),
    'the first row',
    TIMEOUT_MS,
  );
  const startedAt = performance.now();
  await until(async () => (await countOf(frame)) >= LOADED, `${LOADED} rows`, TIMEOUT_MS);
  say(
    `${LOADED} events loaded  first rows after ${firstPaintMs.toFixed(0)} ms (aim: 250), all after ${(performance.now() - startedAt).toFixed(0)} ms more`,
  );
  say(`DOM nodes              ${await frame.evaluate(() => document.getElementsByTagName('*').length)} (aim: 2000)`);
  for (const query of ['message', 'agent-77', 'type:order.* data.n>50000', '-type:user.*', 'nothing like this']) {
    say(`filter ${query.padEnd(25)} ${(await frame.evaluate(filterFor, query)).toFixed(0)} ms (aim: 100)`);
  }
}

/** Runs in the page, before the panel does. An observer would not see what VS Code writes into the frame. */
function noteFirstRow(lookMs: number): void {
  const timer = setInterval(() => {
    if (!document.querySelector('.row')) return;
    clearInterval(timer);
    requestAnimationFrame(() => setTimeout(() => Object.assign(globalThis, { firstRowMs: performance.now() })));
  }, lookMs);
}

/** Runs in the page: from the input to the frame that shows its answer. */
function filterFor(query: string): Promise<number> {
  const input = document.querySelector<HTMLInputElement>('#filter-text');
  if (!input) throw new Error('There is no filter.');
  const startedAt = performance.now();
  input.value = query;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  return new Promise((resolve) => {
    const isDone = (): void => {
      // The frame that was asked for by the input, and what comes after its drawing.
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - startedAt)));
    };
    requestAnimationFrame(isDone);
  });
}

async function measurePage(editor: Editor, frame: Frame, seconds: number): Promise<PageFigures> {
  const measured = frame.evaluate(measureInPage, seconds * 1000);
  const endAt = performance.now() + seconds * 1000 - KEY_PAUSE_MS;
  for (let count = 0; performance.now() < endAt; count++) {
    await editor.page.keyboard.press(count % 2 === 0 ? 'ArrowUp' : 'ArrowDown');
    await new Promise((resolve) => setTimeout(resolve, KEY_PAUSE_MS));
  }
  const figures = await measured;
  await editor.page.requestGC();
  return { ...figures, heapBytes: await frame.evaluate(heapInPage) };
}

/** Runs in the page. */
async function measureInPage(ms: number): Promise<Omit<PageFigures, 'heapBytes'>> {
  const delays: number[] = [];
  const onKey = (event: KeyboardEvent): void => {
    requestAnimationFrame(() => setTimeout(() => delays.push(performance.now() - event.timeStamp)));
  };
  addEventListener('keydown', onKey, { capture: true });
  let frames = 0;
  const startedAt = performance.now();
  for (let now = startedAt; now - startedAt < ms; frames++) now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const elapsed = performance.now() - startedAt;
  removeEventListener('keydown', onKey, { capture: true });
  delays.sort((a, b) => a - b);
  return { framesPerSecond: (frames * 1000) / elapsed, inputP95Ms: delays[Math.floor((delays.length - 1) * 0.95)] ?? Number.NaN };
}

/** Runs in the page. */
function heapInPage(): number {
  return (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize;
}

async function hostFigures(): Promise<HostFigures> {
  const response = await fetch(`http://127.0.0.1:${readFileSync(portFile, 'utf8')}/`);
  return (await response.json()) as HostFigures;
}

/** What the status line says: `300,000 events · newest 100,000 here`. */
async function countOf(frame: Frame): Promise<number> {
  const words = await frame.locator('.status-count').innerText();
  return Number(/[\d,]+/.exec(words)?.[0].replaceAll(',', '') ?? 0);
}

function startFlood(url: string, rate: number, seconds: number) {
  return spawn(process.execPath, [join(root, 'bench/panelFlood.ts'), url, String(rate), String(seconds)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function endOf(flooding: ReturnType<typeof startFlood>): Promise<{ readonly accepted: number; readonly ms: number }> {
  return JSON.parse(await text(flooding.stdout)) as { accepted: number; ms: number };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

await main();
