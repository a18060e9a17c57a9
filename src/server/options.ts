import { DAY_MS, DEFAULT_PORT, defaultRetention, limits, type Retention } from '../shared/api.ts';
import { audioInterval } from '../shared/listening.ts';
import type { Logger } from '../shared/logger.ts';
import type { Secrets, WebhookOptions } from '../shared/webhooks.ts';
import type { AudioOptions } from './audio/listenSession.ts';

/** Options that can travel as JSON: the editor sends them to the forked hub, the command line makes them from flags. */
export type HubOptions = {
  /** 0 = any free port. */
  readonly port: number;
  /** What to do when the port is taken: fail, or try the following ones. */
  readonly portPolicy: 'exact' | 'next-free';
  /** `localhost` binds 127.0.0.1 and, where it can be had, ::1. Anything that is not loopback needs the token everywhere. */
  readonly host: string;
  readonly allowedHosts: readonly string[];
  /** Origins beside the loopback ones, as `https://app.test:8443`. */
  readonly allowedOrigins: readonly string[];
  readonly requireToken: boolean;
  /** Posts of one origin; one that goes on beyond it for 2 s is held to it. */
  readonly perOriginPerSecond: number;
  readonly retention: Retention;
  /** Folder of the event log, which is made when it is not there; in memory when absent. Two hubs never share one. */
  readonly dataDir?: string;
  /** Folders to watch as long as the hub lives; windows bring their own. */
  readonly watch: readonly string[];
  /** How the microphone is heard; it is off until somebody asks. */
  readonly audio: AudioOptions;
  /** Where events go as webhooks. */
  readonly webhooks: WebhookOptions;
  /** What `webhooks` names. They are never written down: who starts a hub again brings them. */
  readonly secrets: Secrets;
  /** A hub of `windows` ends 15 s after the last editor window; a hub of its `host` when it is told to. */
  readonly lifetime: 'windows' | 'host';
  /** Whose hub this is, as another window shows it: the name of the workspace. */
  readonly name: string;
  /** Where state files live; the user's state folder when absent. */
  readonly stateDir?: string;
  /** Where the hub's own log lines go, for the state file. */
  readonly logPath?: string;
  /** Folder of the page at the hub's address; the one that was built with the hub when absent. */
  readonly dashboardDir?: string;
  /** Folder of the client that pages load from the hub; the one that was built with the hub when absent. */
  readonly clientDir?: string;
  /** A token of the caller's; a new one when absent. */
  readonly token?: string;
};

/** The edges that hosts and tests inject. */
export type HubEdges = {
  readonly logger: Logger;
  readonly now?: () => Date;
};

export const defaultHubOptions: HubOptions = {
  port: DEFAULT_PORT,
  portPolicy: 'next-free',
  host: 'localhost',
  allowedHosts: [],
  allowedOrigins: [],
  requireToken: false,
  perOriginPerSecond: limits.perOriginPerSecond,
  retention: defaultRetention,
  watch: [],
  audio: { backend: 'auto', device: null, intervalMs: audioInterval.default, scale: 'db', soundEvents: false },
  webhooks: { allowedHosts: [], maxAttempts: 20, maxAgeMs: DAY_MS },
  secrets: {},
  lifetime: 'host',
  name: 'dev-sync',
};
