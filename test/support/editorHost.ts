import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { type CodeServer, type Settings, startCodeServer } from '../../scripts/codeServer.ts';
import { endHubs } from '../../scripts/hubs.ts';
import { builtVsix } from '../../scripts/package.ts';
import { root } from '../../scripts/project.ts';
import { launchBrowser } from './browser.ts';
import { tempWorkspace } from './tempWorkspace.ts';
import { tested } from './tested.ts';

/**
 * driven: what is tested, under a flag that lets suites run in its host; toasts are never shown.
 * as-users-have-it: the package without that flag, whatever is tested; toasts are shown. Such tests are in test/editor/asUsers.
 */
type EditorMode = 'driven' | 'as-users-have-it';

export type EditorHostOptions = {
  /** Driven by default. */
  readonly mode?: EditorMode;
  /** User settings on top of quiet defaults. */
  readonly settings?: Settings;
  /** Folders start in Restricted Mode. */
  readonly trust?: boolean;
  /** Environment of everything in there, the hub included. */
  readonly env?: Readonly<Record<string, string>>;
  /** What everything in there is started by. */
  readonly wrapper?: readonly string[];
};

/** A VS Code server and a browser, which any number of windows share. */
export type EditorHost = AsyncDisposable & {
  readonly mode: EditorMode;
  /** Installed from its package; else every window loads it from its folder. */
  readonly isPackaged: boolean;
  /** Where the extension lies. */
  readonly extensionPath: string;
  readonly server: CodeServer;
  readonly browser: Browser;
  /** XDG_STATE_HOME of everything in there. */
  readonly stateHome: string;
  dispose(): Promise<void>;
};

/** The pictures of the package are kept beside those of the folder. */
export const resultsFolder = join(root, 'test-results', tested === 'vsix' ? 'vsix' : '');

const quietSettings: Settings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  // As on the desktop; the web client would save by itself after a second.
  'files.autoSave': 'off',
  'chat.disableAIFeatures': true,
  // Its own toast and status item would stand among ours.
  'remote.autoForwardPorts': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
};

export async function startEditorHost({
  mode = 'driven',
  settings,
  trust = false,
  env,
  wrapper,
}: EditorHostOptions = {}): Promise<EditorHost> {
  await mkdir(resultsFolder, { recursive: true });
  const state = await tempWorkspace();
  const data = await tempWorkspace();
  const isPackaged = tested === 'vsix' || mode === 'as-users-have-it';
  const server = await startCodeServer({
    dataDir: data.path,
    userSettings: { ...quietSettings, ...settings },
    driver: mode === 'driven',
    workspaceTrust: trust,
    logFile: join(resultsFolder, 'code-server.log'),
    env: { ...env, XDG_STATE_HOME: state.path },
    ...(isPackaged && { vsix: builtVsix }),
    ...(wrapper && { wrapper }),
  });
  const extensionPath = isPackaged ? await installedIn(server.extensionsDir) : root;
  const browser = await launchBrowser();
  const dispose = async () => {
    await browser.close();
    await server.dispose();
    await endHubs(state.path);
    await state.dispose();
    // The installed extension lies in there, and a hub that ends still loads parts of it.
    await data.dispose();
  };
  return { mode, isPackaged, extensionPath, server, browser, stateHome: state.path, dispose, [Symbol.asyncDispose]: dispose };
}

async function installedIn(extensionsDir: string): Promise<string> {
  const folder = (await readdir(extensionsDir)).find((name) => name.startsWith('dev-sync.dev-sync-'));
  if (folder === undefined) throw new Error(`${builtVsix} was not installed.`);
  return join(extensionsDir, folder);
}
