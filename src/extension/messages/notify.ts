import * as vscode from 'vscode';
import type { HubState } from '../../shared/api.ts';
import { type ErrorInfo, toDevSyncError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import { type CommandName, commandIds } from '../contributions.ts';
import { plain } from '../dialogs/plain.ts';
import type { PortMove } from '../hub/hubLauncher.ts';
import { dayOf } from '../microphone/microphonePermissions.ts';
import { enableAutoStart, useOwnHub } from '../settings/settings.ts';
import { OpenMessages } from './openMessages.ts';
import { ToldOnce } from './toldOnce.ts';
import { type WayOut, waysOutOf } from './waysOut.ts';

/** A button of a message. */
type Way = { readonly title: string; readonly run: () => unknown };

/** The few messages that interrupt a person. */
export class Notifier {
  readonly #asked: ToldOnce;
  readonly #hasAutoStart: () => boolean;
  readonly #logger: Logger;
  readonly #failures = new OpenMessages();
  #hasOfferedTerminal = false;

  /** @param hasAutoStart whether the hub comes on with this workspace already */
  constructor(workspaceState: vscode.Memento, hasAutoStart: () => boolean, logger: Logger) {
    this.#asked = new ToldOnce(workspaceState, 'questions.asked');
    this.#hasAutoStart = hasAutoStart;
    this.#logger = logger;
  }

  /**
   * After a start that was asked for. The question comes once per workspace.
   *
   * @param isNews whether the hub was off before
   */
  started(hub: HubState, isNews: boolean): void {
    const always = { title: 'Start with This Workspace', run: enableAutoStart };
    const isSettled = this.#hasAutoStart() || vscode.workspace.workspaceFolders === undefined;
    const asks = !isSettled && this.#asked.isNew('autoStart');
    this.#inform(`Dev Sync is on at ${hub.url}.`, this.#showPanel, ...(asks ? [always] : []), ...(isNews ? this.#newTerminal() : []));
  }

  /** This window came to the hub of another workspace. Where no settings can be kept for the way out, it is not offered. */
  joined(hub: HubState): void {
    const { name, url } = hub;
    const useOwn = { title: 'Use My Own', run: () => useOwnHub(hub) };
    const ways = vscode.workspace.workspaceFolders === undefined ? [this.#showPanel] : [this.#showPanel, useOwn];
    this.#inform(`Joined the hub of "${name}" at ${url}.`, ...ways, ...this.#newTerminal());
  }

  offerStart(sentence: string): void {
    this.#inform(sentence, { title: 'Start', run: () => vscode.commands.executeCommand(commandIds.start) });
  }

  offerRestart(): void {
    this.#inform('The changed settings take effect when the hub restarts.', this.#restart);
  }

  /** @param isNamed whether a setting names the secret, so that it counts */
  secretChanged(sentence: string, isNamed: boolean): void {
    if (isNamed) this.#inform(sentence);
    else
      this.#inform(
        `${sentence} Name it in a target of devSync.webhooks.targets, or in devSync.webhooks.incomingSecret.`,
        this.#openWebhookSettings,
      );
  }

  /** The hub of this window has another secret than the one that is kept, whichever window keeps it. */
  secretOutdated(name: string): void {
    this.#inform(`The webhook secret "${name}" has changed. That takes effect when the hub restarts.`, this.#restart);
  }

  /** @param count of the webhooks that had failed */
  retried(count: number): void {
    this.#inform(count === 0 ? 'No webhook has failed.' : `${count} failed ${count === 1 ? 'webhook is' : 'webhooks are'} tried again.`);
  }

  /** A question that waits for a click; undefined when it was closed. Words that stand already are shown anew, and the message before is closed. */
  ask(question: string, answers: readonly string[]): Thenable<string | undefined> {
    return vscode.window.showWarningMessage(plain(question), ...answers);
  }

  /** The person has chosen "Always". @param isLate the page was told no meanwhile */
  mayListenHere(origin: string, { until, isLate }: { readonly until: string; readonly isLate: boolean }): void {
    const hint = isLate ? ' Start it there once more.' : '';
    const manage = { title: 'Manage', run: () => vscode.commands.executeCommand(commandIds.manageMicrophonePermissions) };
    this.#inform(`${origin} may listen in this workspace until ${dayOf(until)}.${hint}`, manage);
  }

  /** The person has chosen "Once" too late. @param isKept whether the hub lets the page or program in when it asks again */
  onceTooLate(asker: string, isKept: boolean): void {
    if (isKept) this.#inform(`${asker} may listen if it starts within a minute.`);
    else this.#inform('The question was over. Start it there once more, and you are asked again.');
  }

  /** @param isPageListening some page, perhaps this one */
  permissionRemoved(origin: string, isPageListening: boolean): void {
    const stop = { title: 'Stop Listening', run: () => vscode.commands.executeCommand(commandIds.stopListening) };
    const sentence = `${origin} will be asked about again before it may listen in this workspace.`;
    if (isPageListening) this.#inform(`${sentence} A page listens at this moment.`, stop);
    else this.#inform(sentence);
  }

  /** No page may listen without a question. */
  noPermissions(): void {
    this.#inform(
      'Every page is asked about before it may listen. A page that you answer with "Always Allow Here" is listed here for 30 days, and may ' +
        'listen in this workspace without a question.',
    );
  }

  /** Whether events of this workspace may go to that machine; undefined when the question was closed. */
  async mayLeaveFor(host: string): Promise<boolean | undefined> {
    const [allow, deny] = ['Allow for All Workspaces', "Don't Allow"];
    const question =
      `This workspace sends events to ${host}, which is not this machine. Until you allow it, nothing goes there. ` +
      'What you allow here (devSync.webhooks.allowedHosts) every workspace may send to.';
    const answer = await this.ask(question, [allow, deny]);
    return answer === undefined ? undefined : answer === allow;
  }

  /**
   * Whether the token of the hub shall be replaced.
   *
   * @param owner whose hub it is, when it is not that of this workspace
   */
  async mayRotateToken({ persistent }: HubState, owner: string | undefined): Promise<boolean> {
    const rotate = 'Rotate Token';
    const sentences = [
      'The hub restarts with a new token.',
      owner === undefined ? [] : `It is the hub of "${owner}".`,
      persistent ? [] : 'Its events are in memory only, and gone then.',
      'Whoever holds the old one is cut off: your programs, and the terminals that are open now.',
      'Windows of VS Code follow by themselves, and new terminals have the new token.',
    ];
    const detail = plain(sentences.flat().join(' '));
    return (await vscode.window.showWarningMessage('Replace the token of Dev Sync?', { modal: true, detail }, rotate)) === rotate;
  }

  /**
   * Whether all events of the log shall be deleted.
   *
   * @param events how many they are; undefined when the hub does not tell
   * @param owner whose hub it is, when it is not that of this workspace
   */
  async mayDeleteLog(events: number | undefined, owner: string | undefined): Promise<boolean> {
    const remove = 'Delete';
    const sentences = [
      'The event log is empty then, for everybody who uses this hub. This cannot be undone.',
      owner === undefined ? [] : `It is the log of "${owner}".`,
      'Webhooks that have not been delivered yet are not sent any more.',
    ];
    const detail = plain(sentences.flat().join(' '));
    const question = `Delete ${events === undefined ? 'all events' : countedEvents(events)} of Dev Sync?`;
    return (await vscode.window.showWarningMessage(plain(question), { modal: true, detail }, remove)) === remove;
  }

  portMoved({ wanted, url, holder }: PortMove): void {
    const reason = holder ? `belongs to the hub of "${holder.name}"` : 'is taken by another program';
    this.#inform(`Port ${wanted} ${reason}, so Dev Sync is on at ${url}.`, this.#showLog);
  }

  /** The log of the hub is not what it should be; the hub is on all the same. */
  logProblem({ code, message, next }: ErrorInfo): void {
    this.#warn(`Dev Sync: ${message} ${next}`, ...this.#waysOf(waysOutOf(code, 'start'), 'start'));
  }

  warn(sentence: string): void {
    this.#warn(sentence, this.#showLog);
  }

  /**
   * The same failure is not said again while its message is open.
   *
   * @param command what failed and may be tried again
   */
  failed(error: unknown, command: CommandName = 'start'): void {
    const failure = toDevSyncError(error);
    this.#logger.error(failure.message, { code: failure.code, cause: failure.cause });
    const offered = this.#waysOf(waysOutOf(failure.code, command), command);
    this.#complain(`Dev Sync: ${failure.message} ${failure.next}`, ...offered);
  }

  #waysOf(names: readonly WayOut[], command: CommandName): Way[] {
    const ways: Readonly<Record<WayOut, Way>> = {
      selectMicrophone: { title: 'Select Microphone', run: () => vscode.commands.executeCommand(commandIds.selectMicrophone) },
      setWebhookSecret: { title: 'Set Webhook Secret', run: () => vscode.commands.executeCommand(commandIds.setWebhookSecret) },
      tryAgain: { title: 'Try Again', run: () => vscode.commands.executeCommand(commandIds[command]) },
      restart: this.#restart,
      openPortSetting: {
        title: 'Open Settings',
        run: () => vscode.commands.executeCommand('workbench.action.openSettings', 'devSync.port'),
      },
      showLog: this.#showLog,
    };
    return names.map((name) => ways[name]);
  }

  readonly #showPanel = { title: 'Show Panel', run: () => vscode.commands.executeCommand(commandIds.showPanel) };
  readonly #openWebhookSettings = {
    title: 'Open Settings',
    run: () => vscode.commands.executeCommand(commandIds.openWebhookSettings),
  };
  readonly #restart = { title: 'Restart', run: () => vscode.commands.executeCommand(commandIds.restart) };
  readonly #showLog = { title: 'Show Log', run: () => vscode.commands.executeCommand(commandIds.showLog) };

  /** Terminals that are open do not know a hub that has just come on. Offered once per window. */
  #newTerminal(): readonly Way[] {
    if (this.#hasOfferedTerminal || vscode.window.terminals.length === 0) return [];
    this.#hasOfferedTerminal = true;
    return [{ title: 'New Terminal', run: () => vscode.commands.executeCommand('workbench.action.terminal.new') }];
  }

  /** The hub crashed too often, or could not be had again. */
  gaveUp({ message }: ErrorInfo): void {
    const again = { title: 'Start Again', run: () => vscode.commands.executeCommand(commandIds.start) };
    this.#complain(`Dev Sync: ${message}`, again, this.#showLog);
  }

  #inform(sentence: string, ...ways: readonly Way[]): void {
    this.#offer(vscode.window.showInformationMessage(plain(sentence), ...ways));
  }

  #warn(sentence: string, ...ways: readonly Way[]): void {
    this.#offer(vscode.window.showWarningMessage(plain(sentence), ...ways));
  }

  #complain(sentence: string, ...ways: readonly Way[]): void {
    this.#offer(this.#failures.show(sentence, (text) => vscode.window.showErrorMessage(plain(text), ...ways)));
  }

  /** A message waits for a click for ever; nobody waits for the message. */
  #offer(choice: Thenable<Way | undefined>): void {
    Promise.resolve(choice)
      .then((chosen) => chosen?.run())
      .catch((cause) => this.#logger.error('A choice could not be carried out', { cause }));
  }
}

/** As "12,345 events". */
export function countedEvents(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'event' : 'events'}`;
}
