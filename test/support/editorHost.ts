import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { type CodeServer, type Settings, startCodeServer } from '../../scripts/codeServer.ts';
import { endHubs } from '../../scripts/hubs.ts';
import { builtVsix } from '../../scripts/package.ts';
import { root } from '../../scripts/project.ts';
import { launchBrowser } from './browser.ts';
import { tempWorkspace } from './tempWorkspace.ts';

/**
 * development: the extension from its folder; suites can run in its host; toasts are never shown.
 * installed: the packaged VSIX as users have it; toasts are shown; a killed extension host comes back by itself.
 */
type EditorMode = 'development' | 'installed';

export type EditorHostOptions = {
  readonly mode: EditorMode;
  /** User settings on top of quiet defaults. */
  readonly settings?: Settings;
  /** Folders start in Restricted Mode. */
  readonly trust?: boolean;
  /** Folder of the extension in development mode. */
  readonly extensionPath?: string;
  readonly vsix?: string;
  /** Environment of everything in there, the hub included. */
  readonly env?: Readonly<Record<string, string>>;
};

/** A VS Code server and a browser, which any number of windows share. */
export type EditorHost = AsyncDisposable & {
  readonly mode: EditorMode;
  readonly extensionPath: string;
  readonly server: CodeServer;
  readonly browser: Browser;
  /** XDG_STATE_HOME of everything in there. */
  readonly stateHome: string;
  dispose(): Promise<void>;
};

export const resultsFolder = join(root, 'test-results');

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

export async function startEditorHost(options: EditorHostOptions): Promise<EditorHost> {
  const { mode, settings, trust = false, extensionPath = root, vsix = builtVsix, env } = options;
  await mkdir(resultsFolder, { recursive: true });
  const state = await tempWorkspace();
  const server = await startCodeServer({
    userSettings: { ...quietSettings, ...settings },
    driver: mode === 'development',
    workspaceTrust: trust,
    logFile: join(resultsFolder, 'code-server.log'),
    env: { ...env, XDG_STATE_HOME: state.path },
    ...(mode === 'installed' && { vsix }),
  });
  const browser = await launchBrowser();
  const dispose = async () => {
    await browser.close();
    await server.dispose();
    await endHubs(state.path);
    await state.dispose();
  };
  return { mode, extensionPath, server, browser, stateHome: state.path, dispose, [Symbol.asyncDispose]: dispose };
}
