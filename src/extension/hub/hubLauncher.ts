import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findHub, readHubState } from '../../client/discovery.ts';
import type { HubState } from '../../shared/api.ts';
import { DevSyncError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Secrets } from '../../shared/webhooks.ts';
import { l10n } from '../l10n.ts';
import type { Sharing } from '../settings/settingsTable.ts';
import { secretNamesIn } from '../webhooks/webhookOptions.ts';
import { endHub } from './endHub.ts';
import { forkHub } from './hubProcess.ts';
import type { LastPlace } from './lastHub.ts';
import { logKeyOf } from './logKey.ts';
import type { Predecessor } from './succession.ts';

/** Another window that took the port at the same moment needs a little while until its hub can be proven. */
const RACE_TRIES = 5;
const RACE_PAUSE_MS = 200;
const SECRETS_TIMEOUT_MS = 10_000;

/** What hubs that follow each other have in common: whose they are, their log, and the token that their clients hold. */
type HubIdentity = Pick<HubState, 'name' | 'dataDir' | 'logPath'> & { readonly token?: string };

/** Whose hub this window starts. */
export type HubHome = HubIdentity & { readonly dataDir: string; readonly logPath: string };

export type LaunchSettings = {
  readonly port: number;
  /** Whether somebody chose the port; the default one may give way to the next free. */
  readonly isPortChosen: boolean;
  readonly sharing: Sharing;
  /** All other options of `startServer` that come from settings. */
  readonly options: object;
};

export type PortMove = {
  readonly wanted: number;
  readonly url: string;
  /** The hub that has the wanted port; undefined for a program that is none of ours. */
  readonly holder: HubState | undefined;
};

export type HubLauncherOptions = {
  /** Bundle of the hub. */
  readonly modulePath: string;
  /** Where hubs of this user leave their state files. */
  readonly stateFolder: string;
  readonly home: HubHome;
  readonly settings: () => LaunchSettings;
  /** Those of these names that there are. A hub is started with all that its options name; state files name them too, and have none. */
  readonly secrets: (names: readonly string[]) => Promise<Secrets>;
  /** How long they are waited for, which tests shorten. */
  readonly secretsTimeoutMs?: number;
  /** Where this workspace found its hub the last time, for windows that come back. */
  readonly lastPlace: () => LastPlace | undefined;
  /** The port was taken, so the hub is on another one. */
  readonly onPortMoved: (move: PortMove) => void;
  readonly logger: Logger;
  /** Pauses between tries, which tests shorten. */
  readonly wait?: (ms: number) => Promise<void>;
};

/** A port that is not to be had, and the hub of ours that has it, if it is one. */
type Refusal = { readonly error: DevSyncError; readonly holder: HubState | undefined };

/** Finds the hubs of this user, and starts new ones. */
export class HubLauncher {
  readonly #options: HubLauncherOptions;

  constructor(options: HubLauncherOptions) {
    this.#options = options;
  }

  /** Whether this window may be at that hub: any, or only the one of this workspace. */
  allows(hub: HubState): boolean {
    return this.#options.settings().sharing === 'join' || this.owns(hub);
  }

  ownerOf(hub: HubState): string | undefined {
    return this.owns(hub) ? undefined : hub.name;
  }

  /** The file in which that hub leaves its token. */
  statePathOf({ port }: Pick<HubState, 'port'>): string {
    return join(this.#options.stateFolder, `${port}.json`);
  }

  /** Whether the hub is the one of this workspace. */
  owns({ dataDir }: HubState): boolean {
    return dataDir === this.#options.home.dataDir;
  }

  /**
   * The proven hub that this window may use, if one runs: where it was the last time, on the port of the settings, or on any
   * other port with the wanted log.
   *
   * @param lost the hub whose log is wanted; without one it is that of this workspace
   */
  async find(lost?: HubState): Promise<HubState | undefined> {
    const { lastPlace, settings, home } = this.#options;
    for (const port of new Set([lastPlace()?.port ?? 0, settings().port])) {
      const hub = port === 0 ? undefined : await this.#hubAt(port);
      if (hub && this.allows(hub)) return hub;
    }
    const [hub] = await this.#hubsWith(lost?.dataDir ?? home.dataDir);
    return hub && this.allows(hub) ? hub : undefined;
  }

  /**
   * The state file of the hub that this workspace was at the last time; a hub that ends in good order takes it along. Nothing in it is
   * proven: another program may have the port and the process id by now, so it is good for starting such a hub again, and no more.
   */
  async findRemains(): Promise<HubState | undefined> {
    const { lastPlace, stateFolder } = this.#options;
    const last = lastPlace();
    const hub = last && (await readHubState(stateFolder, last.port, readText));
    return hub && logKeyOf(hub) === last.log && this.allows(hub) ? hub : undefined;
  }

  /**
   * Starts a hub, or answers the one of a window that was faster. A hub that follows another one goes on with its log, and with its
   * token unless somebody has ended that; unless a person wants the settings of this window, it is also started as that one was, on
   * the same port.
   *
   * @throws DevSyncError `port-in-use` when a chosen port is taken, or what else the hub says
   */
  async launch(predecessor?: Predecessor): Promise<HubState> {
    const { home, settings, onPortMoved } = this.#options;
    const { port, isPortChosen, options } = settings();
    // Of a hub that this window is no longer to be at nothing is inherited.
    const followed = predecessor && this.allows(predecessor.hub) ? predecessor : undefined;
    const identity = followed ? await this.#identityAfter(followed) : home;
    const isAsBefore = followed?.reason === 'lost' || followed?.reason === 'rotated';
    const wanted = isAsBefore ? followed.hub : { port, options };
    const opened = await this.#open(wanted, identity);
    if (!('error' in opened)) return opened;
    if (isPortChosen && wanted.port === port) throw explain(opened, port);
    const moved = await this.#fork({ ...options, port, portPolicy: isPortChosen ? 'exact' : 'next-free' }, identity);
    onPortMoved({ wanted: wanted.port, url: moved.url, holder: opened.holder });
    return moved;
  }

  /**
   * A hub that this window has not ended took its state file along when it ended in good order. Then its token has ended too: perhaps
   * somebody rotated it, and it must not come back to life.
   */
  async #identityAfter({ hub, reason }: Predecessor): Promise<HubIdentity> {
    if (reason === 'restarted' || reason === 'rotated') return hub;
    const left = await readHubState(this.#options.stateFolder, hub.port, readText);
    const { name, dataDir, logPath } = hub;
    return left?.token === hub.token ? hub : { name, dataDir, logPath };
  }

  async #open({ port, options }: Pick<LaunchSettings, 'port' | 'options'>, identity: HubIdentity): Promise<HubState | Refusal> {
    try {
      return await this.#fork({ ...options, port, portPolicy: 'exact' }, identity);
    } catch (error) {
      if (!(error instanceof DevSyncError) || error.code !== 'port-in-use') throw error;
      const holder = await this.#repeat(() => this.#hubAt(port));
      return holder && this.allows(holder) ? holder : { error, holder };
    }
  }

  async #fork(options: object, { name, dataDir, logPath, token }: HubIdentity): Promise<HubState> {
    const { modulePath, home, logger } = this.#options;
    const words = logPath ?? home.logPath;
    const secrets = await this.#secretsFor(options);
    logger.debug('Starting a hub', { name, dataDir });
    const identity = { name, logPath: words, ...(dataDir !== null && { dataDir }), ...(token !== undefined && { token }) };
    // Also when the hub that is to be started again was one of a terminal: here nobody would end it.
    const hub = await forkHub({ modulePath, logPath: words, options: { ...options, ...identity, secrets, lifetime: 'windows' } });
    return (await this.#rivalOf(hub)) ?? hub;
  }

  /** A hub without its secrets says so itself; one that does not start at all would be worse. */
  async #secretsFor(options: object): Promise<Secrets> {
    const names = secretNamesIn(options);
    if (names.length === 0) return {};
    return this.#inTime(this.#options.secrets(names)).catch((cause) => {
      this.#options.logger.error('The secrets of webhooks could not be read', { cause });
      return {};
    });
  }

  /** The editor may wait for a person who shall unlock the keyring. */
  async #inTime<T>(reading: Promise<T>): Promise<T> {
    const { secretsTimeoutMs = SECRETS_TIMEOUT_MS } = this.#options;
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`No answer in ${secretsTimeoutMs} ms; is the keyring locked?`)), secretsTimeoutMs);
    return Promise.race([reading, late]).finally(() => clearTimeout(timer));
  }

  /** Two windows may start a hub for one log on two ports: one of them has the log, the other hub must not stay. */
  async #rivalOf(hub: HubState): Promise<HubState | undefined> {
    if (hub.persistent || hub.dataDir === null) return undefined;
    const rival = await this.#repeat(async () => (await this.#hubsWith(hub.dataDir)).find(({ persistent }) => persistent));
    // As a restart: windows that have come to it meanwhile look for the next one, which is the rival.
    if (rival) await endHub(hub, true, this.#options.logger);
    return rival;
  }

  #hubAt(port: number): Promise<HubState | undefined> {
    return findHub(this.#options.stateFolder, port, readText);
  }

  /** Whoever is on the port of a file without these words is not asked: it need not be a hub any more. */
  async #hubIn(file: string, words: string): Promise<HubState | undefined> {
    const [, port] = /^(\d+)\.json$/.exec(file) ?? [];
    const text = await readFile(join(this.#options.stateFolder, file), 'utf8').catch(() => '');
    return port !== undefined && text.includes(words) ? this.#hubAt(Number(port)) : undefined;
  }

  async #repeat(probe: () => Promise<HubState | undefined>): Promise<HubState | undefined> {
    const { wait = delay } = this.#options;
    for (let attempt = 0; attempt < RACE_TRIES; attempt++) {
      const hub = await probe();
      if (hub) return hub;
      await wait(RACE_PAUSE_MS);
    }
    return undefined;
  }

  /** The hubs with this folder, on whatever ports, the one that has the log in it first: another one keeps its events in memory. */
  async #hubsWith(dataDir: string | null): Promise<HubState[]> {
    // No folder: no hub has run yet.
    const files = await readdir(this.#options.stateFolder).catch(() => []);
    const found = await Promise.all(files.map((file) => this.#hubIn(file, JSON.stringify(dataDir))));
    const hubs = found.filter((hub) => hub !== undefined);
    return hubs.filter((hub) => hub.dataDir === dataDir).sort((a, b) => Number(b.persistent) - Number(a.persistent));
  }
}

function readText(path: string): Promise<string> {
  return readFile(path, 'utf8');
}

function explain({ error, holder }: Refusal, port: number): DevSyncError {
  if (!holder) return error;
  return new DevSyncError('port-in-use', {
    message: l10n.t('Port {0} belongs to the hub of "{1}".', String(port), holder.name),
    next: l10n.t('Choose another port for this workspace (devSync.port), or use that hub (devSync.sharing: join).'),
    cause: error,
  });
}
