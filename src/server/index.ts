import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type HealthAnswer, type HubState, isLocked } from '../shared/api.ts';
import type { EventDraft } from '../shared/events.ts';
import { isLoopbackHost } from '../shared/hostNames.ts';
import { type Disposable, Scope } from '../shared/lifecycle.ts';
import type { Listening } from '../shared/listening.ts';
import type { Logger } from '../shared/logger.ts';
import { hubStateFolder } from '../shared/stateFolder.ts';
import { createApp } from './app.ts';
import { createForkCapture } from './audio/captureProcess.ts';
import { Listener } from './audio/listener.ts';
import type { AudioOptions } from './audio/listenSession.ts';
import { MicrophoneConsent } from './audio/microphoneConsent.ts';
import { BurstLog } from './burstLog.ts';
import { Dashboard } from './dashboard.ts';
import { hubIdOf } from './delivery/hubId.ts';
import { Outbox } from './delivery/outbox.ts';
import { keysOf } from './delivery/signature.ts';
import { type HttpPort, openHttpPort } from './httpPort.ts';
import { Hub } from './hub.ts';
import type { EventLog } from './log/eventLog.ts';
import { openLog } from './log/openLog.ts';
import { defaultHubOptions, type HubEdges, type HubOptions } from './options.ts';
import { OriginLimit } from './security/originLimit.ts';
import { Pages } from './security/pages.ts';
import { Token } from './security/token.ts';
import { removeStateFile, writeStateFile } from './state/stateFile.ts';
import { Statistics } from './stats/statistics.ts';
import { Audience } from './stream/audience.ts';
import { Fanout } from './stream/fanout.ts';
import { LevelStreams } from './stream/levelStreams.ts';
import { Windows } from './stream/windows.ts';
import { version } from './version.ts';
import { watchByDemand } from './watchByDemand.ts';

export type { HubEdges, HubOptions };

export type ReadableLog = Pick<EventLog, 'head' | 'start' | 'gapAfter' | 'readAfter' | 'onDidAppend' | 'health'>;

/**
 * A hub that runs. Disposing closes every stream and port and removes the state file; it never rejects, since hosts dispose it
 * where nobody waits. What could not be closed is in the log.
 */
export type RunningHub = Disposable & {
  readonly url: string;
  readonly port: number;
  /** What the state file says. */
  readonly state: HubState;
  readonly statePath: string;
  /** Settles when the hub has ended, whoever ended it: its host, `POST /dev/shutdown`, or the last window. */
  readonly ended: Promise<void>;
  readonly publish: Hub['publish'];
  /** Switches the microphone on for the host. @throws DevSyncError why nothing can be heard */
  readonly startListening: () => Promise<Listening>;
  /** To follow what is kept, at the pace of the follower. */
  readonly log: ReadableLog;
  /** Addresses that webhooks go to, as they may be shown. */
  readonly webhookTargets: readonly string[];
  /** Owns who reads the log. It is released when the hub ends and nothing comes in any more; the log is closed after it. */
  readonly readers: Pick<Scope, 'defer'>;
};

/**
 * Starts a hub in this process. Editor, command line and tests are equal hosts of it.
 *
 * @throws DevSyncError `port-in-use`, `bind-failed` or `hub-start-failed`; nothing is left open then
 */
export async function startServer(options: Partial<HubOptions>, edges: HubEdges): Promise<RunningHub> {
  const scope = new Scope((cause) => edges.logger.error('A resource failed to close', { cause }));
  try {
    return await startIn(scope, { ...defaultHubOptions, ...options }, edges);
  } catch (error) {
    await close(scope, edges.logger);
    throw error;
  }
}

function close(scope: Scope, logger: Logger): Promise<void> {
  return scope.dispose().catch((cause) => logger.error('The hub did not close cleanly', { cause }));
}

async function startIn(scope: Scope, settings: HubOptions, { logger, now = () => new Date() }: HubEdges): Promise<RunningHub> {
  const ended = Promise.withResolvers<void>();
  const dispose = () => close(scope, logger).finally(ended.resolve);
  const shutDown = () => void dispose();

  const incomingKeys = keysOf(settings.webhooks.incomingSecret, settings.secrets, 'incoming posts');
  const core = await createCore(scope, settings, { logger, now });
  const readers = scope.own(new Scope());
  const originLimit = limitOrigins(scope, core, settings, { logger, now });
  const audio = createAudio(core, settings.audio, { logger, now });
  const startedAt = now().toISOString();
  const token = new Token(settings.token);
  const hubId = hubIdOf(core.log);
  const outbox = new Outbox({ log: core.log, hubId, now, logger: logger.child('webhooks') });
  const statistics = countTraffic(scope, core, { outbox, startedAt, now });
  const parts: Parts = { ...core, ...audio, originLimit, outbox, statistics, settings, token, incomingKeys, hubId, startedAt, logger, now };
  const opened = await openPort(scope, parts, shutDown);
  sendWebhooks(scope, parts, opened);
  listenOnDemand(scope, parts);
  watchFiles(scope, parts);
  const { state, statePath } = await leaveState(scope, parts, opened);
  scope.own(core.windows.onDidAbandon(shutDown));

  const { url, port } = opened;
  logger.info('The hub is on', { url, pid: process.pid });
  const { hub, log } = core;
  const publish: Hub['publish'] = (drafts) => hub.publish(drafts);
  const startListening = () => audio.listener.start({ startedBy: 'cli' });
  const webhookTargets = outbox.targets().map((target) => target.url);
  return { url, port, state, statePath, ended: ended.promise, dispose, publish, startListening, log, webhookTargets, readers };
}

type Core = {
  readonly log: EventLog;
  readonly fanout: Fanout;
  readonly hub: Hub;
  readonly windows: Windows;
  readonly audience: Audience;
};
type Audio = { readonly listener: Listener; readonly levels: LevelStreams; readonly consent: MicrophoneConsent };
type Parts = Core &
  Audio & {
    readonly originLimit: OriginLimit;
    readonly outbox: Outbox;
    readonly statistics: Statistics;
    readonly settings: HubOptions;
    readonly token: Token;
    readonly incomingKeys: readonly Buffer[];
    readonly hubId: string;
    readonly startedAt: string;
    readonly logger: Logger;
    readonly now: () => Date;
  };

async function createCore(scope: Scope, settings: HubOptions, { logger, now }: Required<HubEdges>): Promise<Core> {
  const { dataDir, retention, lifetime } = settings;
  const log = scope.own(await openLog({ dataDir, retention, now, logger: logger.child('log') }));
  const fanout = scope.own(new Fanout(log));
  const windows = scope.own(new Windows(lifetime === 'windows'));
  const audience = new Audience();
  const showProblem = () => audience.showProblems('log', log.health().problem);
  showProblem();
  scope.own(log.onDidFail(showProblem));
  const hub = new Hub(log, fanout, now);
  scope.own(hub.onDidPassGauges((gauges) => fanout.push(gauges)));
  return { log, fanout, windows, audience, hub };
}

/** In 10 s: enough to find one's mistake. */
const REFUSALS_SAID = 20;

async function openPort(scope: Scope, parts: Parts, shutDown: () => void): Promise<HttpPort> {
  const { settings, startedAt, fanout, levels, log, windows, audience, logger } = parts;
  const describe = (): Omit<HealthAnswer, 'proof'> => ({
    name: 'dev-sync',
    version,
    pid: process.pid,
    startedAt,
    url: opened.url,
    subscribers: fanout.count(),
    log: log.health(),
  });
  const isLoopback = isLoopbackHost(settings.host);
  const requireToken = isLocked(settings);
  const allowedHosts = isLoopback ? settings.allowedHosts : [...settings.allowedHosts, settings.host];
  const { allowedOrigins } = settings;
  const pages = new Pages(() => windows.externalUrls);
  const refusals = scope.own(new BurstLog(REFUSALS_SAID, (count) => logger.info('More requests were refused', { count })));
  const rules = { allowedHosts, allowedOrigins, pages, requireToken };
  const dashboard = new Dashboard(settings.dashboardDir);
  const { clientDir } = settings;
  const app = createApp({ ...parts, ...rules, deliveries: parts.outbox, dashboard, clientDir, refusals, describe, shutDown });
  const opened = scope.own(await openHttpPort(app, { ...settings, logger }));
  // Newest first: the streams say goodbye before their port is closed.
  scope.defer(() => {
    audience.sayGoodbye();
    fanout.closeStreams();
    levels.dispose();
  });
  return opened;
}

function createAudio({ hub, windows }: Core, audio: AudioOptions, { logger: root, now }: Required<HubEdges>): Audio {
  const logger = root.child('audio');
  const fork = createForkCapture(fileURLToPath(import.meta.resolve('#capture')));
  const publish = (draft: EventDraft) => hub.publish([draft]);
  const listener = new Listener({ audio, fork, publish, windows, logger, now });
  const consent = new MicrophoneConsent({ windows, listener, publish, logger, now });
  return { listener, levels: new LevelStreams(), consent };
}

function countTraffic(
  scope: Scope,
  { log, hub, audience }: Core,
  { outbox, startedAt, now }: Pick<Parts, 'outbox' | 'startedAt' | 'now'>,
): Statistics {
  const passing = [log.onDidAppend, hub.onDidPassGauges];
  return scope.own(new Statistics({ since: startedAt, passing, deliveries: outbox, audience, now }));
}

function limitOrigins(
  scope: Scope,
  { audience }: Core,
  { perOriginPerSecond }: HubOptions,
  { logger, now }: Required<HubEdges>,
): OriginLimit {
  const limit = scope.own(new OriginLimit({ perSecond: perOriginPerSecond, logger, now }));
  scope.own(limit.onDidChange(() => audience.showProblems('limits', ...limit.problems())));
  return limit;
}

/** Owned before the microphone, so that its last words still reach the targets when the hub ends. */
function sendWebhooks(scope: Scope, { outbox, hub, audience, settings }: Parts, { port }: HttpPort): void {
  const { webhooks, secrets } = settings;
  scope.own(outbox);
  const refused = outbox.open({ webhooks, secrets, port });
  scope.own(hub.onDidPassGauges((gauges) => outbox.takeGauges(gauges)));
  audience.showProblems('webhooks', ...refused.map(({ error }) => error.toInfo()));
}

/** Owned after the port, so that the last words of the microphone still reach the streams when the hub ends. */
function listenOnDemand(scope: Scope, { listener, levels, consent, windows, audience, logger }: Parts): void {
  scope.own(listener);
  scope.own(consent);
  scope.own(listener.onDidChange((listening) => audience.showListening(listening)));
  scope.own(listener.onDidMeasure((frame) => levels.push(frame)));
  const stopFor = (windowId: string) =>
    void listener.stopFor(windowId).catch((cause) => logger.error('The microphone of a closed window was not released', { cause }));
  scope.own(windows.onDidDetach(stopFor));
}

function watchFiles(scope: Scope, { hub, windows, audience, settings, logger, now }: Parts): void {
  const load = async () => {
    const { createFileWatcher } = await import('./watch/fileWatcher.ts');
    return createFileWatcher({
      publish: (draft) => void hub.publish([draft]).catch((cause) => logger.error('A file change is lost', { cause })),
      onProblems: (problems) => audience.showProblems('watch', ...problems),
      logger: logger.child('watch'),
      now,
    });
  };
  scope.own(watchByDemand(load, windows, settings.watch, logger));
}

/** The state file is how windows and the command line find this hub, and its token. */
async function leaveState(
  scope: Scope,
  { settings, token, startedAt, log }: Parts,
  { url, port }: HttpPort,
): Promise<Pick<RunningHub, 'state' | 'statePath'>> {
  const { name, logPath = null, dataDir = null } = settings;
  const { token: _token, secrets: _secrets, ...others } = settings;
  // Whoever starts this hub again wants it where its clients look for it.
  const options = { ...others, port, portPolicy: 'exact' } satisfies Partial<HubOptions>;
  const state: HubState = {
    url,
    port,
    pid: process.pid,
    startedAt,
    name,
    logPath,
    dataDir,
    persistent: log.isPersistent,
    options,
    token: token.reveal(),
  };
  const stateDir = settings.stateDir ?? hubStateFolder({ platform: process.platform, homedir: homedir(), env: process.env });
  const statePath = await writeStateFile(stateDir, state);
  scope.defer(() => removeStateFile(statePath, process.pid));
  return { state, statePath };
}
