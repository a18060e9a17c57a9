import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { createHubClient } from '../client/hubClient.ts';
import { LevelFeed } from '../client/levelFeed.ts';
import { DEFAULT_PORT, type HubState } from '../shared/api.ts';
import { HeldPages } from '../shared/heldPages.ts';
import { type Disposable, Replaceable, Scope } from '../shared/lifecycle.ts';
import type { Logger } from '../shared/logger.ts';
import type { HubStatus } from '../shared/panel.ts';
import { heldSeam, restartSeam } from '../shared/seams.ts';
import { addClientToProject } from './addClient/command.ts';
import { registerCommands } from './commands.ts';
import { listeningContextKey, stateContextKey } from './contributions.ts';
import { dialogCalls } from './dialogs/dialogCalls.ts';
import { HubController, type Interruption } from './hub/hubController.ts';
import { HubHost } from './hub/hubHost.ts';
import { followHubLog } from './hub/hubLog.ts';
import { HubStarts } from './hub/hubStarts.ts';
import { HubInputs } from './hubInputs.ts';
import { l10n, translateAs } from './l10n.ts';
import { createLogChannel } from './log.ts';
import { Notifier } from './messages/notify.ts';
import { ToldOnce } from './messages/toldOnce.ts';
import { MicrophoneControl, remoteHost } from './microphone/microphone.ts';
import { MicrophoneConsent } from './microphone/microphoneConsent.ts';
import { MicrophonePermissions } from './microphone/microphonePermissions.ts';
import { MicrophonePermissionsDialog } from './microphone/microphonePermissionsDialog.ts';
import { createPanels } from './panel/createPanels.ts';
import { PanelFeed } from './panel/feed.ts';
import { KeptSeams } from './panel/keptSeams.ts';
import type { Panels } from './panel/panels.ts';
import { seamOf } from './panel/seam.ts';
import { ViewStart } from './panel/viewStart.ts';
import { SecuritySelfTest } from './selfTest/securitySelfTest.ts';
import { allowHost, SettingsReader } from './settings/settings.ts';
import { MicrophoneBar } from './statusBar/microphoneBar.ts';
import { StatusBar } from './statusBar/statusBar.ts';
import { writeShim } from './terminals/shim.ts';
import { equipTerminals, type TerminalsOptions } from './terminals/terminals.ts';
import { TargetConsent, type TargetConsentOptions } from './webhooks/targetConsent.ts';
import { hostsToAskAbout } from './webhooks/webhookOptions.ts';
import { WebhookSecretDialog } from './webhooks/webhookSecretDialog.ts';
import { WebhookSecrets } from './webhooks/webhookSecrets.ts';
import { WindowNews } from './windowNews.ts';

let root: Scope | undefined;

/** Composes the extension; every part is owned by the root scope. */
export function activate(context: vscode.ExtensionContext): void {
  translateAs(vscode);
  const log = createLogChannel();
  const { logger } = log;
  const scope = new Scope((cause) => logger.error('A resource failed to close', { cause }));
  root = scope;
  scope.own(log);
  const notify = new Notifier(context.workspaceState, () => settings.current.autoStart, logger);
  const settings = scope.own(new SettingsReader((sentence) => notify.warn(sentence)));
  const { workspaceState } = context;
  const viewStart = new ViewStart(workspaceState);
  const keptSeams = new KeptSeams(workspaceState);
  const starts = new HubStarts(workspaceState);
  const feed = scope.own(new PanelFeed());
  const secrets = scope.own(new WebhookSecrets(context.secrets));
  const host = new HubHost({
    context,
    settings,
    secrets,
    load: (hub) => {
      const restarts = starts.restartsOf(hub).map((at) => restartSeam(at, new Date(), l10n.t));
      return feed.load(createHubClient(hub), { viewStart: viewStart.id, seams: [...restarts, ...keptSeams.open(hub)] });
    },
    onPortMoved: (move) => notify.portMoved(move),
    onJoined: (joined) => notify.joined(joined),
    logger: logger.child('hub'),
  });
  const hub = scope.own(new HubController(host, logger.child('hub')));
  const { panels, tab } = createPanels({ scope, context, hub, host, feed, viewStart, keptSeams, logger: logger.child('panel') });
  showHub({ scope, hub, feed, panels, notify }, keptSeams);
  showRestarts({ scope, hub, feed }, starts);
  showHeldPages({ scope, hub, feed });
  warnOfLog({ scope, hub, notify }, new ToldOnce(workspaceState, 'log.problems'));
  showMicrophone({ scope, hub, panels }, new LevelFeed({ logger: logger.child('levels') }));
  showHubLog({ scope, hub }, logger);
  scope.own(equipTerminals({ hub, ...terminalsOf(context), logger: logger.child('terminals') }));
  const isOwn = (other: HubState) => host.owns(other);
  const microphone = new MicrophoneControl({ hub, workspaceState, settings });
  const permissionsDialog = askForMicrophone({ scope, hub, notify }, { workspaceState, logger: logger.child('microphone') });
  const statePathOf = (attached: HubState) => host.statePathOf(attached);
  const selfTest = scope.own(new SecuritySelfTest({ hub, statePathOf, extensionUri: context.extensionUri, notify }));
  const secretDialog = new WebhookSecretDialog({ secrets, settings, hub, notify, calls: dialogCalls });
  const dialogs = { permissionsDialog, secretDialog };
  // A page cannot find a hub that takes whatever port is free.
  const hubUrl = `http://localhost:${settings.current.port || DEFAULT_PORT}`;
  const addClient = () => addClientToProject({ templates: context.asAbsolutePath('dist/templates'), hubUrl });
  scope.own(registerCommands({ hub, isOwn, microphone, ...dialogs, panels, tab, selfTest, notify, addClient, showLog: log.show }));
  followEditor({ scope, hub, settings, notify }, secrets);
  askForTargets({ scope, hub, settings, notify }, { workspaceState, logger });
  // A reloaded window finds its hub again; a workspace that starts with the hub brings it on.
  const { autoStart } = settings.current;
  if (host.wasOn || autoStart) hub.resume(autoStart).catch((error) => notify.failed(error));
}

export function deactivate(): Promise<void> | undefined {
  return root?.dispose();
}

type Parts = {
  readonly scope: Scope;
  readonly hub: HubController;
  readonly feed: PanelFeed;
  readonly panels: Panels;
  readonly notify: Notifier;
};

/** What the hub does shows in status bar, panel and menus. */
function showHub({ scope, hub, feed, panels, notify }: Parts, keptSeams: KeptSeams): void {
  const statusBar = scope.own(new StatusBar());
  const show = (status: HubStatus) => {
    statusBar.show(status);
    panels.showStatus(status);
    void vscode.commands.executeCommand('setContext', stateContextKey, status.state);
  };
  show(hub.status);
  scope.own(hub.onDidChangeStatus(show));
  scope.own(hub.onDidChangeStats((stats) => panels.showStats(stats)));
  scope.own(hub.onDidReceive((event) => feed.push(event)));
  scope.own(
    hub.onDidInterrupt((interruption: Interruption) => {
      const seam = seamOf(interruption, new Date(), feed.lastRowAt);
      if (interruption.kind === 'cleared') feed.forget(seam);
      else {
        feed.addSeam(seam);
        // The next hub loads the rows anew.
        keptSeams.keep(seam);
      }
      if (interruption.kind === 'gaveUp' && hub.status.state === 'problem') notify.gaveUp(hub.status.error);
      if (interruption.kind === 'stoppedElsewhere') notify.offerStart(l10n.t('The hub was stopped by another window or program.'));
    }),
  );
}

/** Between the rows of one hub and those of the next is a line, also when this window was closed in between. */
function showRestarts({ scope, hub, feed }: Pick<Parts, 'scope' | 'hub' | 'feed'>, starts: HubStarts): void {
  scope.own(
    hub.onDidAttach((attached) => {
      if (starts.note(attached)) feed.addSeam(restartSeam(attached.startedAt, new Date(), l10n.t));
    }),
  );
}

/** A page that posts too much leaves a line where it began; the banner goes when it is over. */
function showHeldPages({ scope, hub, feed }: Pick<Parts, 'scope' | 'hub' | 'feed'>): void {
  const held = new HeldPages();
  scope.own(
    hub.onDidChangeStatus((status) => {
      for (const sentence of held.begunIn(status)) feed.addSeam(heldSeam(sentence, new Date()));
    }),
  );
}

/** What the hub says stands in our log, beside what this window says. */
function showHubLog({ scope, hub }: Pick<Parts, 'scope' | 'hub'>, logger: Logger): void {
  const current = scope.own(new Replaceable<Disposable>());
  scope.own(hub.onDidAttach(({ logPath }) => void current.replace(logPath === null ? undefined : followHubLog(logPath, logger))));
}

/** That events are not kept as they should be is said once for each hub. */
function warnOfLog({ scope, hub, notify }: Pick<Parts, 'scope' | 'hub' | 'notify'>, told: ToldOnce): void {
  scope.own(
    hub.onDidChangeStatus((status) => {
      if (status.state !== 'on' || !hub.attachedTo) return;
      const { pid, startedAt } = hub.attachedTo;
      for (const problem of status.problems.filter(({ code }) => code.startsWith('log-'))) {
        if (told.isNew(`${pid} ${startedAt} ${problem.code}`)) notify.logProblem(problem);
      }
    }),
  );
}

/** A microphone that is on shows in the status bar, whoever started it; its levels also in the panel. */
function showMicrophone({ scope, hub, panels }: Pick<Parts, 'scope' | 'hub' | 'panels'>, levels: LevelFeed): void {
  const bar = scope.own(new MicrophoneBar());
  const show = () => {
    const { listening } = hub;
    const isOn = listening.status !== 'stopped';
    bar.show(listening);
    levels.listenTo(isOn ? hub.attachedTo : undefined);
    void vscode.commands.executeCommand('setContext', listeningContextKey, isOn);
  };
  show();
  scope.own(levels);
  scope.own(hub.onDidChangeStatus(show));
  scope.own(
    levels.onDidReceive((frames) => {
      bar.push(frames);
      panels.showLevels(frames);
    }),
  );
}

type Kept = Pick<TargetConsentOptions, 'workspaceState' | 'logger'>;

/** The hub asks here whether a page may listen, and hears what it has to know of this window. Answers how that is taken back. */
function askForMicrophone({ scope, hub, notify }: Pick<Parts, 'scope' | 'hub' | 'notify'>, kept: Kept): MicrophonePermissionsDialog {
  const { workspaceState, logger } = kept;
  const permissions = new MicrophonePermissions({ workspaceState, share: (current) => hub.tell({ permissions: current }) });
  const asExternal = async (url: string) => (await vscode.env.asExternalUri(vscode.Uri.parse(url))).toString(true);
  scope.own(new WindowNews({ hub, permissions, window: vscode.window, asExternal, logger }));
  const answer: HubController['answer'] = (question, verdict) => hub.answer(question, verdict);
  const consent = scope.own(new MicrophoneConsent({ answer, permissions, notify, remoteHost: remoteHost(), logger }));
  scope.own(hub.onDidAsk((question) => consent.consider(question)));
  return new MicrophonePermissionsDialog({ hub, permissions, calls: dialogCalls, notify });
}

/** What terminals are given is in the folder of the extension; `dev-sync` has a place that is the same after an update. */
function terminalsOf(context: vscode.ExtensionContext): Pick<TerminalsOptions, 'collection' | 'client' | 'writeShim'> {
  const shim = {
    folder: vscode.Uri.joinPath(context.globalStorageUri, 'bin').fsPath,
    cli: context.asAbsolutePath('dist/cli.js'),
    node: process.execPath,
    home: homedir(),
    platform: process.platform,
  };
  return {
    collection: context.environmentVariableCollection,
    client: context.asAbsolutePath('dist/client/index.js'),
    writeShim: () => writeShim(shim),
  };
}

type EditorParts = Pick<Parts, 'scope' | 'hub' | 'notify'> & { readonly settings: SettingsReader };

/** Changes of folders, settings and secrets reach the hub. */
function followEditor({ scope, hub, settings, notify }: EditorParts, secrets: WebhookSecrets): void {
  const inputs = scope.own(new HubInputs({ hub, notify }));
  scope.own(secrets.onDidChange((name) => inputs.secretChanged(name)));
  const refresh = () => void hub.refreshWatch().catch((error) => notify.failed(error));
  scope.own(vscode.workspace.onDidChangeWorkspaceFolders(refresh));
  scope.own(
    settings.onDidChange((effects) => {
      if (effects.has('watch')) refresh();
      if (effects.has('hub')) inputs.settingsChanged();
      if (effects.has('sharing')) applySharing(hub, notify);
    }),
  );
}

/** While our hub is on, it is asked whether the targets of this workspace may be on other machines. */
function askForTargets({ scope, hub, settings, notify }: EditorParts, kept: Kept): void {
  const consent = new TargetConsent({
    ...kept,
    ask: (host) => notify.mayLeaveFor(host),
    allow: allowHost,
    onFailed: (error) => notify.failed(error, 'openWebhookSettings'),
  });
  const ask = () => {
    if (hub.status.state === 'on' && hub.status.owner === undefined) consent.askAbout(hostsToAskAbout(settings.current));
  };
  scope.own(hub.onDidAttach(ask));
  scope.own(settings.onDidChange(ask));
}

/** Who wants a hub of their own leaves the one that they joined; the way back is taken with the next start. */
function applySharing(hub: HubController, notify: Notifier): void {
  const applied = hub.status.state === 'problem' ? hub.start() : hub.reattach();
  applied.catch((error) => notify.failed(error));
}
