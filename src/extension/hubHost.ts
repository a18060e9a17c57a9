import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { findHub } from '../client/discovery.ts';
import type { HubState, WatchRequest } from '../shared/api.ts';
import { DevSyncError } from '../shared/errors.ts';
import type { Logger } from '../shared/logger.ts';
import { hubStateFolder } from '../shared/stateFolder.ts';
import type { HubSupply } from './hubController.ts';
import { forkHub } from './hubProcess.ts';
import type { SettingsReader } from './settings.ts';

/** Where this workspace found its hub the last time, for windows that come back. */
const PORT_KEY = 'hub.port';
/** Another window that took the port at the same moment needs a little while until its hub can be proven. */
const RACE_TRIES = 5;
const RACE_PAUSE_MS = 200;

export type HubHostOptions = {
  readonly context: vscode.ExtensionContext;
  readonly settings: Pick<SettingsReader, 'current'>;
  readonly load: HubSupply['load'];
  /** The default port was taken by another program. */
  readonly onPortMoved: (wanted: number, url: string) => void;
  readonly logger: Logger;
};

/** Finds and starts hub processes for this window. */
export class HubHost implements HubSupply {
  readonly #options: HubHostOptions;

  constructor(options: HubHostOptions) {
    this.#options = options;
  }

  /** Whether this workspace was attached to a hub when the window was last open. */
  get wasOn(): boolean {
    return this.#lastPort !== undefined;
  }

  async find(): Promise<HubState | undefined> {
    for (const port of new Set([this.#lastPort ?? 0, this.#options.settings.current.port])) {
      if (port === 0) continue;
      const hub = await findHub(stateFolder(), port, (path) => readFile(path, 'utf8'));
      if (hub) return hub;
    }
    return undefined;
  }

  /** @throws DevSyncError `port-in-use` when a chosen port is taken, or what else the hub says */
  async launch(): Promise<HubState> {
    const { port, isPortChosen } = this.#options.settings.current;
    try {
      return await this.#fork('exact');
    } catch (error) {
      if (!(error instanceof DevSyncError) || error.code !== 'port-in-use') throw error;
      const joined = await this.#findLate();
      if (joined) return joined;
      if (isPortChosen) throw error;
    }
    const moved = await this.#fork('next-free');
    this.#options.onPortMoved(port, moved.url);
    return moved;
  }

  load(hub: HubState): Promise<string> {
    return this.#options.load(hub);
  }

  remember(hub: HubState | undefined): void {
    void this.#options.context.workspaceState.update(PORT_KEY, hub?.port);
  }

  watchRequest(): WatchRequest {
    const settings = this.#options.settings.current;
    const open = settings['watch.enabled'] ? (vscode.workspace.workspaceFolders ?? []) : [];
    const folders = open.filter(({ uri }) => uri.scheme === 'file').map(({ name, uri }) => ({ name, path: uri.fsPath }));
    // The editor takes absolute globs there too; ours are relative to their folder.
    const relative = (glob: string) =>
      folders.reduce((text, { path }) => (text.startsWith(`${path}/`) ? text.slice(path.length + 1) : text), glob);
    return {
      folders,
      include: settings['watch.include'],
      exclude: [...settings['watch.exclude'], ...settings.editorExclude.map(relative)],
    };
  }

  get #lastPort(): number | undefined {
    return this.#options.context.workspaceState.get<number>(PORT_KEY);
  }

  async #findLate(): Promise<HubState | undefined> {
    for (let attempt = 0; attempt < RACE_TRIES; attempt++) {
      const hub = await this.find();
      if (hub) return hub;
      await new Promise((resolve) => setTimeout(resolve, RACE_PAUSE_MS));
    }
    return undefined;
  }

  #fork(portPolicy: 'exact' | 'next-free'): Promise<HubState> {
    const settings = this.#options.settings.current;
    const logPath = vscode.Uri.joinPath(this.#options.context.logUri, 'hub.log').fsPath;
    this.#options.logger.debug('Starting a hub', { port: settings.port, portPolicy });
    return forkHub({
      modulePath: this.#options.context.asAbsolutePath('dist/hub.js'),
      logPath,
      options: {
        port: settings.port,
        portPolicy,
        host: settings.host,
        allowedHosts: settings['security.allowedHosts'],
        allowedOrigins: settings['security.allowedOrigins'],
        requireToken: settings['auth.requireToken'],
        retention: { maxEvents: settings['log.maxEvents'], maxBytes: settings['log.maxBytes'] },
        audio: {
          backend: settings['audio.backend'],
          device: settings['audio.device'] || null,
          intervalMs: settings['audio.intervalMs'],
          scale: settings['audio.scale'],
          soundEvents: settings['audio.soundEvents'],
        },
        lifetime: 'windows',
        name: ownName(),
        logPath,
      },
    });
  }
}

/** What other windows call the hub that this one starts. */
export function ownName(): string {
  return vscode.workspace.name ?? 'a window without a folder';
}

function stateFolder(): string {
  return hubStateFolder({ platform: process.platform, homedir: homedir(), env: process.env });
}
