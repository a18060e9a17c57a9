import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, ConsoleMessage, Frame, Locator, Page } from 'playwright-core';
import type { Settings } from '../../scripts/codeServer.ts';
import { makeSuiteExtension } from '../../scripts/editorSuite.ts';
import { type EditorHost, type EditorHostOptions, resultsFolder, startEditorHost } from './editorHost.ts';
import { childrenOf, commandLineOf } from './processes.ts';
import { until } from './until.ts';

/** A window takes about ten seconds on two cores. */
const WINDOW_TIMEOUT_MS = 60_000;
const ELEMENT_TIMEOUT_MS = 10_000;
const PALETTE_TIMEOUT_MS = 3000;

export type EditorOptions = EditorHostOptions & {
  /** Full path of the folder to open. */
  readonly folder: string;
  /** Module whose `run()` is called in the extension host of a driven window. */
  readonly testsPath?: string;
  /** Display language of the window in place of English, as its short name; the words of VS Code itself stay English. */
  readonly language?: string;
  /** A host to share; without one the window has its own and ends it. */
  readonly host?: EditorHost;
};

export type StatusBarItem = { readonly text: string; readonly label: string; readonly classes: readonly string[] };
export type Notification = { readonly text: string; readonly source: string; readonly severity: 'info' | 'warning' | 'error' | 'none' };

/** Opens a VS Code window on a folder and waits until one can work in it. */
export async function openEditor(options: EditorOptions): Promise<Editor> {
  const host = options.host ?? (await startEditorHost(options));
  const context = await host.browser.newContext({ viewport: { width: 1400, height: 900 } });
  context.setDefaultTimeout(ELEMENT_TIMEOUT_MS);
  // Where the page of VS Code would have put it along with its own words.
  if (options.language) await context.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(options.language)};`);
  const editor = new Editor(host, context, await context.newPage(), options.host === undefined);
  try {
    await editor.open(options.folder, options.testsPath);
    return editor;
  } catch (error) {
    await editor.screenshot('open-failed').catch(() => {});
    await editor.dispose();
    throw error;
  }
}

/** One window of a real VS Code, used the way a person does. */
export class Editor implements AsyncDisposable {
  readonly host: EditorHost;
  readonly page: Page;
  /** Errors that our webview reported: exceptions, console errors, violations of its content security policy. */
  readonly problems: string[] = [];
  /** Exit code of the suite in the extension host. Not enough by itself: `process.exit` in there looks like 0. */
  readonly suiteExit: Promise<number>;
  readonly #context: BrowserContext;
  readonly #ownsHost: boolean;
  #endSuite: (code: number) => void = () => {};

  constructor(host: EditorHost, context: BrowserContext, page: Page, ownsHost: boolean) {
    this.host = host;
    this.page = page;
    this.#context = context;
    this.#ownsHost = ownsHost;
    this.suiteExit = new Promise((resolve) => {
      this.#endSuite = resolve;
    });
    page.on('console', (message) => this.#watchConsole(message));
    page.on('pageerror', (error) => {
      if (isThrownByWebview(error)) this.problems.push(error.message);
    });
  }

  async open(folder: string, testsPath?: string): Promise<void> {
    await this.page.exposeFunction('codeAutomationExit', (code: number) => this.#endSuite(code));
    await this.page.goto(windowUrl(this.host, folder, testsPath), { timeout: WINDOW_TIMEOUT_MS });
    await this.#isReady();
  }

  /** Waits until the window has written down something about itself, which it does some seconds late: what is not there is lost by a reload. */
  async untilKept(words: string): Promise<void> {
    await until(() => this.page.evaluate(isInStorage, words), `"${words}" in the storage of the window`, WINDOW_TIMEOUT_MS);
  }

  /** Loads the window again, as "Developer: Reload Window" does. */
  async reload(): Promise<void> {
    await this.page.reload({ timeout: WINDOW_TIMEOUT_MS });
    await this.#isReady();
  }

  /**
   * Runs a command of the palette by its full title, as in "Dev Sync: Start". A window that is still loading may take the focus away, which
   * closes the palette: then it is opened again.
   */
  async runCommand(title: string): Promise<void> {
    const choose = async () => {
      const row = await this.#paletteRow(title);
      await row?.click({ timeout: PALETTE_TIMEOUT_MS });
      return row !== undefined;
    };
    await until(choose, `"${title}" in the command palette`, WINDOW_TIMEOUT_MS);
  }

  /** The palette lists what was there when it opened; commands of an extension that is still loading come with the next try. */
  async #paletteRow(title: string): Promise<Locator | undefined> {
    const { page } = this;
    const input = page.locator('.quick-input-widget input.input');
    if (!(await input.isVisible())) await page.keyboard.press('F1');
    await input.fill(`>${title}`, { timeout: PALETTE_TIMEOUT_MS });
    // The label goes on after the title, as in "Dev Sync: Start, recently used".
    const rows = page.locator('.quick-input-list .monaco-list-row');
    await rows.first().waitFor({ timeout: PALETTE_TIMEOUT_MS });
    const row = await rowLabelled(rows, title);
    if (!row) await this.closeQuickInput();
    return row;
  }

  /** Closes a palette or a list to choose from. What is opened right after it would be closed with it otherwise. */
  async closeQuickInput(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** A status bar item by its full id, as `dev-sync.dev-sync.devSync.status`; undefined while it is not shown. */
  async statusBarItem(id: string): Promise<StatusBarItem | undefined> {
    // At once, since items come and go.
    const [item] = await this.statusBar(id).evaluateAll((items) =>
      items.map((element) => ({
        text: (element as HTMLElement).innerText.trim(),
        label: element.querySelector('a')?.getAttribute('aria-label') ?? '',
        classes: [...element.classList],
      })),
    );
    return item;
  }

  /** The same item as something to click or to hover. */
  statusBar(id: string): Locator {
    return this.page.locator(`[id="${id}"]`);
  }

  /** The document of our webview: the frame that holds the given element. */
  panelFrame(selector = '#panel'): Promise<Frame> {
    return until(async () => {
      // All webviews have frames of this name, and frames come and go.
      for (const frame of this.page.frames().filter((candidate) => candidate.url().includes('fake.html'))) {
        if ((await frame.locator(selector).count()) > 0) return frame;
      }
      return undefined;
    }, `a webview with "${selector}"`);
  }

  /** What is in the toasts or, where toasts are off, in the notification centre, newest first. */
  async notifications(): Promise<Notification[]> {
    const items = await (await this.#notificationList()).all();
    return Promise.all(items.map(readNotification));
  }

  /** The notification with this text, to click its buttons: `(await editor.notification(text)).getByRole('button', { name })`. */
  async notification(text: string): Promise<Locator> {
    const find = async () => {
      const item = (await this.#notificationList()).filter({ hasText: text }).first();
      return (await item.isVisible()) ? item : undefined;
    };
    // The notification centre may close meanwhile: then it is opened again.
    return await until(find, `the notification "${text}"`, WINDOW_TIMEOUT_MS);
  }

  /** Opens a file and replaces its content without saving it. */
  async editFile(file: string, content: string): Promise<void> {
    await this.openFile(file);
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.insertText(content);
    await this.page.locator('.tab.active.dirty').waitFor();
  }

  async saveFile(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+S');
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  }

  /** Opens a file of the folder by its name or path, and puts the cursor into it. */
  async openFile(file: string): Promise<void> {
    const { page } = this;
    const input = page.locator('.quick-input-widget input.input');
    await page.keyboard.press('ControlOrMeta+P');
    await input.fill(file);
    const name = file.split('/').at(-1) ?? file;
    await page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: name }).click();
    await page.locator('.tab.active').filter({ hasText: name }).waitFor();
    await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
  }

  /** As a person changes the theme: the window notices at once. */
  async setColorTheme(id: string): Promise<void> {
    await this.changeSettings({ 'workbench.colorTheme': id });
    // A fixed time: outside of webviews nothing in the page names the theme that one could wait for.
    await this.page.waitForTimeout(1000);
  }

  /** Changes settings of the remote machine while the window is open, which the window notices within half a second. */
  async changeSettings(settings: Settings): Promise<void> {
    const path = join(this.host.server.dataDir, 'data/Machine/settings.json');
    const before = JSON.parse(await readFile(path, 'utf8')) as Settings;
    await writeFile(path, JSON.stringify({ ...before, ...settings }));
  }

  /** Writes <name>.png below test-results. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(resultsFolder, `${name}.png`) });
  }

  /** Process id of the extension host. With several windows on one server there are several: the newest. */
  extensionHostPid(): Promise<number> {
    return until(
      () =>
        childrenOf(this.host.server.pid)
          .filter((pid) => commandLineOf(pid).includes('--type=extensionHost'))
          .at(-1),
      'an extension host',
      WINDOW_TIMEOUT_MS,
    );
  }

  /** Closes the window, and the server with it if nobody else uses it. */
  async dispose(): Promise<void> {
    await this.#context.close();
    if (this.#ownsHost) await this.host.dispose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /** The status bar comes with the connection to the extension host's server. */
  async #isReady(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor({ timeout: WINDOW_TIMEOUT_MS });
    await this.extensionHostPid();
  }

  async #notificationList(): Promise<Locator> {
    if (this.host.mode === 'as-users-have-it') return this.page.locator('.notification-toast .notification-list-item');
    const center = this.page.locator('.notifications-center.visible');
    if (!(await center.isVisible())) await this.page.locator('[id="status.notifications"]').click();
    return center.locator('.notification-list-item');
  }

  #watchConsole(message: ConsoleMessage): void {
    const { url } = message.location();
    if (message.type() === 'error' && isOfWebview(url)) this.problems.push(`${message.text()} (${url})`);
  }
}

async function rowLabelled(rows: Locator, title: string): Promise<Locator | undefined> {
  for (const row of await rows.all()) {
    const label = (await row.getAttribute('aria-label')) ?? '';
    if (label === title || label.startsWith(`${title},`)) return row;
  }
  return undefined;
}

async function readNotification(item: Locator): Promise<Notification> {
  const [text, icon] = await Promise.all([
    item.locator('.notification-list-item-message').innerText(),
    item.locator('.notification-list-item-icon').getAttribute('class'),
  ]);
  const source = await item.locator('.notification-list-item-source').allInnerTexts();
  const severity = (['info', 'warning', 'error'] as const).find((name) => icon?.includes(`codicon-${name}`)) ?? 'none';
  return { text, source: source.join(''), severity };
}

/** The payload is honoured because of the driver flag. */
function windowUrl(host: EditorHost, folder: string, testsPath: string | undefined): string {
  const url = new URL(host.server.url);
  url.searchParams.set('folder', folder);
  const payload = Object.entries({ extensionDevelopmentPath: developed(host, testsPath), extensionTestsPath: testsPath })
    .filter(([, path]) => path !== undefined)
    .map(([name, path]) => [name, `vscode-remote://${url.host}${path}`]);
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

/** The folder of the extension that the window loads beside those that are installed. */
function developed({ isPackaged, extensionPath }: EditorHost, testsPath: string | undefined): string | undefined {
  if (!isPackaged) return extensionPath;
  return testsPath === undefined ? undefined : makeSuiteExtension();
}

/** Judges a URL or a stack: scripts come from vscode-resource, policy violations name the page around the webview. */
function isOfWebview(place: string): boolean {
  return /vscode-resource|fake\.html|webview\/browser\/pre/.test(place);
}

/**
 * Whether our own script threw it. The page that VS Code puts around a webview throws too, when a message meets the frame while it is
 * being taken down; its address has "vscode-resource" in its query.
 */
function isThrownByWebview({ stack = '' }: Error): boolean {
  const thrownAt = stack.split('\n').find((line) => /^\s*at /.test(line)) ?? '';
  return isOfWebview(thrownAt) && !thrownAt.includes('webview/browser/pre');
}

/** Runs in the page. The web client keeps its state in databases, one for each folder. */
async function isInStorage(words: string): Promise<boolean> {
  const finished = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  for (const { name = '' } of await indexedDB.databases()) {
    if (!name.startsWith('vscode-web-state-db-')) continue;
    const database = await finished(indexedDB.open(name));
    const values = await finished(database.transaction('ItemTable').objectStore('ItemTable').getAll());
    database.close();
    if (values.some((value) => String(value).includes(words))) return true;
  }
  return false;
}
