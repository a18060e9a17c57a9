import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { ErrorInfo } from '../../src/shared/errors.ts';
import type { HubEvent, LoggedEvent } from '../../src/shared/events.ts';
import { type Listening, type MeterFrame, notListening } from '../../src/shared/listening.ts';
import { type HostApi, type HubStatus, type PanelSnapshot, panelCommands, type ViewApi } from '../../src/shared/panel.ts';
import { type Translations, translationsAttribute } from '../../src/shared/translations.ts';
import type { Delivery } from '../../src/shared/webhooks.ts';
import { launchBrowser } from '../support/browser.ts';
import { until } from '../support/until.ts';
import { defaultTheme, type Theme } from './themes.ts';

const dist = new URL('../../dist/webview/', import.meta.url);
const resultsFolder = 'test-results';
/** What the fake host gives as `older` of its snapshot. */
const BEFORE_SNAPSHOT = 'before-snapshot';
const locked: ErrorInfo = { code: 'internal-error', message: 'The clipboard is locked.', next: 'Try again.' };
const START = Date.parse('2026-03-02T09:15:00.000Z');
const contextOptions = { timezoneId: 'Europe/Berlin', locale: 'en-GB' };
const mediaTypes: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', ttf: 'font/ttf', map: 'application/json' };

/** A call that the panel made, as the host sees it. */
export type HostCall = { readonly method: string; readonly parameters: readonly unknown[] };

export type PanelOptions = {
  readonly snapshot?: Partial<PanelSnapshot>;
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  /** What `getState` answers. */
  readonly saved?: unknown;
  /** Methods of the host that fail. */
  readonly failing?: readonly string[];
  /** What they say. */
  readonly failure?: ErrorInfo;
  /** Methods whose answers wait until `release`. */
  readonly held?: readonly (keyof HostApi)[];
  /** What the log of the host has before the events of the snapshot, oldest first. `older` answers it page by page. */
  readonly log?: readonly LoggedEvent[];
  /** Events of such a page. */
  readonly pageSize?: number;
  /** What methods of the host answer, by their names: `raw`, `postOf`, `send`, `templates` and so on. The same whatever they are asked. */
  readonly answers?: Partial<{ readonly [K in keyof HostApi]: Awaited<ReturnType<HostApi[K]>> }>;
  /** What the host knows of deliveries. */
  readonly deliveries?: readonly Delivery[];
  /** What VS Code says in another language, by the English texts. */
  readonly translations?: Translations;
  /** What the clock of the page says, for good; timers go on. */
  readonly now?: string;
  /** The test works the clock of the page, which is that of the whole context: the panel gets one of its own, as it does with `now`. */
  readonly worksClock?: boolean;
};

/** The built panel in a page, with a fake host that the test plays. */
export type TestPanel = AsyncDisposable & {
  readonly page: Page;
  /** Calls a function of the view as the host would. */
  tell<K extends keyof ViewApi>(method: K, ...parameters: Parameters<ViewApi[K]>): Promise<void>;
  /** Lets frames come as they do while the microphone is on; null ends it. */
  play(frame: MeterFrame | null): Promise<void>;
  /** Changes what the host knows of deliveries. The panel hears of it by `onStats`. */
  deliver(deliveries: readonly Delivery[]): Promise<void>;
  /** Changes what a method of the host answers from now on. */
  answer<K extends keyof HostApi>(method: K, value: Awaited<ReturnType<HostApi[K]>>): Promise<void>;
  /** Lets methods of the host fail from now on, and the others work. */
  fail(...methods: readonly (keyof HostApi)[]): Promise<void>;
  /** From now on the answers to a method wait until they are let go. */
  hold(method: keyof HostApi): Promise<void>;
  /** Lets the oldest of the answers that wait go, or the one at this place among them. It came as the host was when it was asked. */
  release(method: keyof HostApi, at?: number): Promise<void>;
  calls(): Promise<readonly HostCall[]>;
  /** What the host was asked by this name, when there are so many such calls: the parameters, first ones first. */
  untilCalled(method: string, count: number): Promise<readonly unknown[]>;
  saved(): Promise<unknown>;
  screenshot(state: string): Promise<void>;
};

/** Loosely typed: the recursive type of JSON is too deep for Playwright's own types. */
type FakeHostSetup = {
  readonly snapshot: unknown;
  readonly state: unknown;
  readonly failing: readonly string[];
  readonly failure: ErrorInfo;
  readonly held: FakeHost['held'];
  readonly deliveries: readonly Delivery[];
  readonly log: readonly { readonly id: string }[];
  readonly pageSize: number;
  readonly answers: Readonly<Record<string, unknown>>;
};
type FakeHost = {
  readonly calls: HostCall[];
  state: unknown;
  deliveries: readonly Delivery[];
  failing: readonly string[];
  answers: Readonly<Record<string, unknown>>;
  /** Answers that wait, by the methods that are held. */
  held: Record<string, (() => void)[]>;
  tell(method: string, parameters: readonly unknown[]): void;
  /** Animation frames that the panel asked for so far. */
  animationFrames: number;
  /** Waits for as many animation frames of the browser, which do not count. */
  passFrames(count: number): Promise<void>;
  /** Sends this frame 50 times a second, each time 20 ms later, in place of the one before; null ends it. */
  play(frame: MeterFrame | null): void;
};
declare global {
  // Lives in the page, where the tests' functions run.
  var fakeHost: FakeHost;
}

export type Stage = AsyncDisposable & { open(options?: PanelOptions): Promise<TestPanel> };
type Opened = AsyncDisposable & { readonly browser: Browser; readonly context: BrowserContext; readonly url: string };

/** A browser and a server of the built panel; one per test file. They start with the first panel. */
export function createStage(): Stage {
  let opened: Promise<Opened> | undefined;
  return {
    async open(options = {}) {
      opened ??= startBrowser();
      return openPanel(await opened, options);
    },
    async [Symbol.asyncDispose]() {
      await (await opened)?.[Symbol.asyncDispose]();
    },
  };
}

async function startBrowser(): Promise<Opened> {
  const server = createServer((request, response) => {
    void serve(request.url ?? '/').then(
      ({ body, type }) => response.writeHead(200, { 'Content-Type': type }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launchBrowser();
  const context = await browser.newContext(contextOptions);
  // Stays empty and open: while a context has a page, the next one costs less than half (measured).
  await context.newPage();
  return {
    browser,
    context,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serve(path: string): Promise<{ body: string | Buffer; type: string }> {
  const name = basename(new URL(path, 'http://localhost').pathname);
  // Chromium asks for it by itself; VS Code's webviews do not.
  if (name === 'favicon.ico') return { body: '', type: 'image/x-icon' };
  if (name !== '') return { body: await readFile(new URL(name, dist)), type: mediaTypes[name.split('.').at(-1) ?? ''] ?? 'text/plain' };
  const nonce = randomBytes(16).toString('hex');
  const uris = { cspSource: "'self'", mainUri: '/main.js', styleUri: '/style.css' };
  const values: Readonly<Record<string, string>> = { ...uris, nonce, translations: '' };
  const html = await readFile(new URL('index.html', dist), 'utf8');
  return {
    body: html.replace(/\{\{(\w+)\}\}/g, (_, key: string) => values[key] ?? assert.fail(`Unknown placeholder ${key}`)),
    type: 'text/html',
  };
}

/** A panel has a page of its own and shares the context, as the panel keeps nothing in the browser: a new context costs more than all else. */
async function openPanel({ browser, context, url }: Opened, options: PanelOptions): Promise<TestPanel> {
  const { theme = defaultTheme, width = 900, height = 320 } = options;
  const own = options.now !== undefined || options.worksClock ? await browser.newContext(contextOptions) : undefined;
  const page = await (own ?? context).newPage();
  await page.setViewportSize({ width, height });
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => problems.push(`page: ${error.stack ?? error.message}`));
  await page.exposeFunction('reportViolation', (directive: string) => problems.push(`content security policy: ${directive}`));
  const { log = [], failing = [], failure = locked, held = [], deliveries = [], answers = {}, pageSize = 1000 } = options;
  const snapshot = { ...emptySnapshot, older: log.length > 0 ? BEFORE_SNAPSHOT : null, ...options.snapshot };
  const holding = Object.fromEntries(held.map((method) => [method, []]));
  const setup: FakeHostSetup = { snapshot, state: options.saved, failing, failure, held: holding, deliveries, log, pageSize, answers };
  if (options.now !== undefined) await page.clock.setFixedTime(options.now);
  await page.addInitScript(installFakeHost, setup);
  await page.addInitScript(applyTheme, theme);
  if (options.translations) await translate(page, url, options.translations);
  await page.goto(url);
  return {
    page,
    tell: (method, ...parameters) =>
      page.evaluate(([name, values]) => fakeHost.tell(name, values), [method, parameters as readonly unknown[]] as const),
    play: (frame) => page.evaluate((next) => fakeHost.play(next), frame),
    deliver: (deliveries) =>
      page.evaluate((next) => {
        fakeHost.deliveries = next;
      }, deliveries),
    answer: (method, value) =>
      page.evaluate(
        ([name, next]) => {
          fakeHost.answers = { ...fakeHost.answers, [name]: next };
        },
        [method, value as unknown] as const,
      ),
    fail: (...methods) =>
      page.evaluate((next) => {
        fakeHost.failing = next;
      }, methods),
    hold: (method) =>
      page.evaluate((name) => {
        fakeHost.held[name] ??= [];
      }, method),
    async release(method, at = 0) {
      const letGo = ([name, place]: readonly [string, number]) => {
        const [answer] = fakeHost.held[name]?.splice(place, 1) ?? [];
        answer?.();
        return answer !== undefined;
      };
      await until(() => page.evaluate(letGo, [method, at] as const), `an answer to ${method} waits`);
    },
    calls: () => page.evaluate(() => fakeHost.calls),
    untilCalled: (method, count) =>
      until(async () => {
        const named = (await page.evaluate(() => fakeHost.calls)).filter((call) => call.method === method);
        return named.length >= count ? named.map(({ parameters }) => parameters[0]) : undefined;
      }, `${count} calls of ${method}`),
    saved: () => page.evaluate(() => fakeHost.state),
    async screenshot(state) {
      await mkdir(resultsFolder, { recursive: true });
      await page.screenshot({ path: `${resultsFolder}/webview-${theme.name}-${state}.png` });
    },
    async [Symbol.asyncDispose]() {
      await (own ?? page).close();
      assert.deepEqual(problems, [], 'the page reported problems');
    },
  };
}

/** What the extension does while VS Code speaks another language. */
async function translate(page: Page, url: string, translations: Translations): Promise<void> {
  const value = translationsAttribute(translations);
  await page.route(url, async (route) => {
    const response = await route.fetch();
    const html = await response.text();
    await route.fulfill({ response, body: html.replace('name="translations" content=""', () => `name="translations" content="${value}"`) });
  });
}

/** Runs in the page, before the panel. */
function installFakeHost({ snapshot, state, failing, failure, held, deliveries, log, pageSize, answers }: FakeHostSetup): void {
  type Asked = { readonly event?: string; readonly state?: string };
  type Call = { readonly id: number; readonly method: string; readonly parameters: readonly unknown[] };
  const post = (data: unknown): void => void dispatchEvent(new MessageEvent('message', { data: structuredClone(data) }));
  const older = (before: unknown) => {
    const at = log.findIndex(({ id }) => id === before);
    const end = at < 0 ? log.length : at;
    const events = log.slice(Math.max(0, end - pageSize), end);
    return { events, older: end > pageSize ? events[0]?.id : null };
  };
  const methods: Readonly<Record<string, (first: unknown) => unknown>> = {
    ready: () => snapshot,
    older,
    deliveries: (asked) => {
      const { event, state: wanted } = asked as Asked;
      return fakeHost.deliveries.filter((delivery) => delivery.eventId === event || delivery.state === wanted);
    },
    deliveriesOf: (ids) => fakeHost.deliveries.filter(({ eventId }) => (ids as readonly string[]).includes(eventId)),
    retryFailed: () => fakeHost.deliveries.filter((delivery) => delivery.state === 'failed').length,
    raw(id) {
      const event = [...log, ...(snapshot as { events: readonly { id: string }[] }).events].find((one) => one.id === id);
      return event ? JSON.stringify(event) : null;
    },
    postOf: () => null,
    send: () => `sent-${fakeHost.calls.filter(({ method }) => method === 'send').length}`,
    templates: () => [],
    saveFixture: () => '.dev-sync/fixtures/fixture.json',
    exportEvents: () => ({ count: 3, to: 'events.ndjson' }),
    importEvents: () => 3,
  };
  const answerTo = ({ method, parameters: [first] }: Call): unknown =>
    method in fakeHost.answers ? fakeHost.answers[method] : methods[method]?.(first);
  const answer = (call: Call): void => {
    const isOk = !fakeHost.failing.includes(call.method);
    const value = answerTo(call);
    const reply = () => post({ rpc: 'reply', id: call.id, ok: isOk, ...(isOk ? { value } : { error: failure }) });
    const waiting = fakeHost.held[call.method];
    if (waiting) waiting.push(reply);
    else setTimeout(reply, 0);
  };
  let timer: ReturnType<typeof setInterval> | undefined;
  const requestFrame = requestAnimationFrame.bind(globalThis);
  const fakeHost = {
    calls: [] as HostCall[],
    state,
    deliveries,
    failing,
    answers,
    held,
    animationFrames: 0,
    async passFrames(count: number) {
      for (let passed = 0; passed < count; passed++) await new Promise((resolve) => requestFrame(resolve));
    },
    play(frame: MeterFrame | null) {
      clearInterval(timer);
      let n = 0;
      const send = () => fakeHost.tell('onLevels', [[{ ...frame, t: (frame?.t ?? 0) + 20 * n++ }]]);
      if (frame) timer = setInterval(send, 20);
    },
    tell: (method: string, parameters: readonly unknown[]) => post({ rpc: 'call', id: 0, method, parameters }),
  };
  const vscode = {
    postMessage(message: { rpc: string; id: number; method: string; parameters: readonly unknown[] }) {
      if (message.rpc !== 'call') return;
      fakeHost.calls.push({ method: message.method, parameters: message.parameters });
      answer(message);
    },
    getState: () => fakeHost.state,
    setState(next: unknown) {
      fakeHost.state = next;
    },
  };
  const countedFrame = (callback: FrameRequestCallback): number => {
    fakeHost.animationFrames++;
    return requestFrame(callback);
  };
  Object.assign(globalThis, { fakeHost, acquireVsCodeApi: () => vscode, requestAnimationFrame: countedFrame });
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile, blockedURI }) => {
    const { reportViolation } = globalThis as unknown as { reportViolation(directive: string): void };
    reportViolation(`${violatedDirective} ${blockedURI} ${sourceFile}`);
  });
}

/** Runs in the page: what VS Code does with the variables of the theme, and the colour that shines through from the panel. */
function applyTheme({ bodyClass, variables }: Theme): void {
  const apply = (): void => {
    const root = document.documentElement;
    for (const [name, value] of Object.entries(variables)) root.style.setProperty(`--vscode-${name}`, value);
    root.style.backgroundColor = 'var(--vscode-panel-background)';
    document.body.className = bodyClass;
  };
  document.addEventListener('DOMContentLoaded', apply, { once: true });
}

export const emptySnapshot: PanelSnapshot = {
  status: { state: 'on', url: 'http://localhost:4848', subscribers: 2, problems: [], listening: notListening },
  defaultHub: { url: 'http://localhost:4848' },
  events: [],
  older: null,
  start: null,
  seams: [],
  stats: null,
  memory: { queries: [], pins: [] },
  commands: panelCommands,
  canOpenFiles: true,
};

/** Event number `n` of a stream with one event a second. */
export function eventAt(n: number, overrides: Partial<LoggedEvent> = {}): LoggedEvent {
  const timestamp = new Date(START + n * 1000).toISOString();
  return { id: `id-${n}`, type: 'agent.created', data: { n }, timestamp, source: 'backend', ...overrides };
}

export function eventsFrom(first: number, count: number): readonly LoggedEvent[] {
  return Array.from({ length: count }, (_, index) => eventAt(first + index));
}

export function gaugeAt(n: number, level: number, overrides: Partial<HubEvent> = {}): HubEvent {
  return { ...eventAt(n), id: null, type: 'audio_level', data: { audioLevel: level, rmsDb: -20.5 }, source: 'backend', ...overrides };
}

const sessionId = '5f3c2a52-8a0f-4a8e-9a54-0f7f9d6f2a11';

/** A hub that listens. */
export function listeningStatus(overrides: Partial<Listening> = {}): HubStatus {
  const listening: Listening = {
    isListening: true,
    status: 'active',
    sessionId,
    device: 'Monitor of Null Output',
    backend: 'naudiodon',
    sampleRate: 48_000,
    startedBy: 'editor',
    problem: null,
    ...overrides,
  };
  return { state: 'on', url: 'http://localhost:4848', subscribers: 2, problems: [], listening };
}

/** Frame number `n` of the session of `listeningStatus`, 50 a second. Peak and hold lie a little above. */
export function frameAt(n: number, rmsDb: number, overrides: Partial<MeterFrame> = {}): MeterFrame {
  const peakDb = Math.min(0, rmsDb + 3);
  const levels = { rmsDb, peakDb, holdDb: Math.min(0, rmsDb + 6), vuDb: rmsDb, percent: Math.max(0, (100 * (rmsDb + 60)) / 60) };
  return { t: START + n * 20, ...levels, clipped: false, clipCount: 0, sessionId, ...overrides };
}

/** Lets so many events come. They are made in the page, as sending them there would take longer than all else. */
export async function flood({ page }: TestPanel, first: number, count: number): Promise<void> {
  await page.evaluate(
    ([from, end, start]) => {
      for (let next = from; next < end; next += 2000) {
        const events = Array.from({ length: Math.min(2000, end - next) }, (_, index) => {
          const n = next + index;
          const timestamp = new Date(start + n * 1000).toISOString();
          return { id: `id-${n}`, type: 'agent.created', data: { n }, timestamp, source: 'backend' };
        });
        fakeHost.tell('onEvents', [events]);
      }
    },
    [first, first + count, START] as const,
  );
}

/** Texts of the rows in the document. */
export function rowTexts(page: Page): Promise<readonly string[]> {
  return page.locator('.row:not(.seam) .row-summary').allTextContents();
}

/** Waits until the last row in the document has this summary. */
export function untilLastRow(page: Page, summary: string): Promise<boolean> {
  return until(async () => (await rowTexts(page)).at(-1) === summary, `the last row reads "${summary}"`);
}
