import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { DAY_MS, type HubAddress, type HubState, isLocked, type WatchRequest } from '../../shared/api.ts';
import type { Logger } from '../../shared/logger.ts';
import { hubStateFolder } from '../../shared/stateFolder.ts';
import type { Settings, SettingsReader } from '../settings/settings.ts';
import { webhookOptionsOf } from '../webhooks/webhookOptions.ts';
import type { WebhookSecrets } from '../webhooks/webhookSecrets.ts';
import { type HubHome, HubLauncher, type PortMove } from './hubLauncher.ts';
import type { HubSupply } from './hubSupply.ts';
import { LastHub } from './lastHub.ts';

export type HubHostOptions = {
  readonly context: vscode.ExtensionContext;
  readonly settings: Pick<SettingsReader, 'current'>;
  readonly secrets: Pick<WebhookSecrets, 'pick'>;
  readonly load: HubSupply['load'];
  readonly onPortMoved: (move: PortMove) => void;
  /** This workspace came to the hub of another one. */
  readonly onJoined: (hub: HubState) => void;
  readonly logger: Logger;
};

/** Finds and starts hub processes for this window, as its settings say. */
export class HubHost extends HubLauncher implements HubSupply {
  readonly load: HubSupply['load'];
  readonly #settings: HubHostOptions['settings'];
  readonly #onJoined: HubHostOptions['onJoined'];
  readonly #lastHub: LastHub;

  constructor({ context, settings, secrets, load, onPortMoved, onJoined, logger }: HubHostOptions) {
    const lastHub = new LastHub(context.workspaceState);
    super({
      modulePath: context.asAbsolutePath('dist/hub.js'),
      stateFolder: hubStateFolder({ platform: process.platform, homedir: homedir(), env: process.env }),
      home: homeOf(context),
      settings: () => ({ ...settings.current, options: hubOptionsOf(settings.current) }),
      secrets: (names) => secrets.pick(names),
      lastPlace: () => lastHub.place,
      onPortMoved,
      logger,
    });
    this.load = load;
    this.#settings = settings;
    this.#onJoined = onJoined;
    this.#lastHub = lastHub;
  }

  /** Whether this workspace was attached to a hub when the window was last open. */
  get wasOn(): boolean {
    return this.#lastHub.place !== undefined;
  }

  /** What a hub of this workspace would be. */
  get defaultHub(): HubAddress {
    const { current } = this.#settings;
    return { url: `http://localhost:${current.port}`, requiresToken: isLocked(hubOptionsOf(current)) };
  }

  remember(hub: HubState | undefined): void {
    if (this.#lastHub.replace(hub) && hub && !this.owns(hub)) this.#onJoined(hub);
  }

  watchRequest(): WatchRequest {
    const settings = this.#settings.current;
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
}

/** Each workspace has its own log; windows without a folder have one together. */
function homeOf({ storageUri, globalStorageUri, logUri }: vscode.ExtensionContext): HubHome {
  return {
    name: vscode.workspace.name ?? 'a window without a folder',
    dataDir: vscode.Uri.joinPath(storageUri ?? vscode.Uri.joinPath(globalStorageUri, 'no-folder'), 'log').fsPath,
    logPath: vscode.Uri.joinPath(logUri, 'hub.log').fsPath,
  };
}

function hubOptionsOf(settings: Settings): object {
  return {
    host: settings.host,
    allowedHosts: settings['security.allowedHosts'],
    allowedOrigins: settings['security.allowedOrigins'],
    requireToken: settings['auth.requireToken'],
    perOriginPerSecond: settings['limits.perOriginPerSecond'],
    retention: {
      maxEvents: settings['log.maxEvents'],
      maxBytes: settings['log.maxBytes'],
      maxAgeMs: settings['log.maxAgeDays'] * DAY_MS,
    },
    audio: {
      backend: settings['audio.backend'],
      device: settings['audio.device'] || null,
      intervalMs: settings['audio.intervalMs'],
      scale: settings['audio.scale'],
      soundEvents: settings['audio.soundEvents'],
    },
    webhooks: webhookOptionsOf(settings),
  };
}
