import * as vscode from 'vscode';
import type { HubState } from '../../shared/api.ts';
import { type ErrorInfo, toDevSyncError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import { type CommandName, commandIds } from '../contributions.ts';
import { plain } from '../dialogs/plain.ts';
import type { PortMove } from '../hub/hubLauncher.ts';
import { l10n, type Sentences, translated } from '../l10n.ts';
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
    const always = { title: l10n.t('Start with This Workspace'), run: enableAutoStart };
    const isSettled = this.#hasAutoStart() || vscode.workspace.workspaceFolders === undefined;
    const asks = !isSettled && this.#asked.isNew('autoStart');
    const ways = [this.#showPanel, ...(asks ? [always] : []), ...(isNews ? this.#newTerminal() : [])];
    this.#inform(l10n.t('Dev Sync is on at {0}.', hub.url), ...ways);
  }

  /** This window came to the hub of another workspace. Where no settings can be kept for the way out, it is not offered. */
  joined(hub: HubState): void {
    const { name, url } = hub;
    const useOwn = { title: l10n.t('Use My Own'), run: () => useOwnHub(hub) };
    const ways = vscode.workspace.workspaceFolders === undefined ? [this.#showPanel] : [this.#showPanel, useOwn];
    this.#inform(l10n.t('Joined the hub of "{0}" at {1}.', name, url), ...ways, ...this.#newTerminal());
  }

  offerStart(sentence: string): void {
    this.#inform(sentence, { title: l10n.t('Start'), run: () => vscode.commands.executeCommand(commandIds.start) });
  }

  offerRestart(): void {
    this.#inform(l10n.t('The changed settings take effect when the hub restarts.'), this.#restart);
  }

  /** @param isNamed whether a setting names the secret, so that it counts */
  secretChanged(sentence: string, isNamed: boolean): void {
    if (isNamed) this.#inform(sentence);
    else
      this.#inform(
        l10n.t('{0} Name it in a target of devSync.webhooks.targets, or in devSync.webhooks.incomingSecret.', sentence),
        this.#openWebhookSettings,
      );
  }

  /** The hub of this window has another secret than the one that is kept, whichever window keeps it. */
  secretOutdated(name: string): void {
    this.#inform(l10n.t('The webhook secret "{0}" has changed. That takes effect when the hub restarts.', name), this.#restart);
  }

  /** @param count of the webhooks that had failed */
  retried(count: number): void {
    if (count === 0) this.#inform(l10n.t('No webhook has failed.'));
    else if (count === 1) this.#inform(l10n.t('1 failed webhook is tried again.'));
    else this.#inform(l10n.t('{0} failed webhooks are tried again.', count));
  }

  /** A question that waits for a click; undefined when it was closed. Words that stand already are shown anew, and the message before is closed. */
  ask(question: string, answers: readonly string[]): Thenable<string | undefined> {
    return vscode.window.showWarningMessage(plain(question), ...answers);
  }

  /** The person has chosen "Always". @param isLate the page was told no meanwhile */
  mayListenHere(origin: string, { until, isLate }: { readonly until: string; readonly isLate: boolean }): void {
    const manage = { title: l10n.t('Manage'), run: () => vscode.commands.executeCommand(commandIds.manageMicrophonePermissions) };
    const day = dayOf(until);
    const sentence = isLate
      ? l10n.t('{0} may listen in this workspace until {1}. Start it there once more.', origin, day)
      : l10n.t('{0} may listen in this workspace until {1}.', origin, day);
    this.#inform(sentence, manage);
  }

  /** The person has chosen "Once" too late. @param isKept whether the hub lets the page, or the program, in when it asks again */
  onceTooLate(origin: string | null, isKept: boolean): void {
    if (!isKept) this.#inform(l10n.t('The question was over. Start it there once more, and you are asked again.'));
    else if (origin === null) this.#inform(l10n.t('A program without the token of the hub may listen if it starts within a minute.'));
    else this.#inform(l10n.t('{0} may listen if it starts within a minute.', origin));
  }

  /** @param isPageListening some page, perhaps this one */
  permissionRemoved(origin: string, isPageListening: boolean): void {
    const stop = { title: l10n.t('Stop Listening'), run: () => vscode.commands.executeCommand(commandIds.stopListening) };
    const sentence = l10n.t('{0} will be asked about again before it may listen in this workspace.', origin);
    if (isPageListening) this.#inform(l10n.t('{0} A page listens at this moment.', sentence), stop);
    else this.#inform(sentence);
  }

  /** No page may listen without a question. */
  noPermissions(): void {
    this.#inform(
      l10n.t(
        'Every page is asked about before it may listen. A page that you answer with "Always Allow Here" is listed here for 30 days, and may listen in this workspace without a question.',
      ),
    );
  }

  /** Whether events of this workspace may go to that machine; undefined when the question was closed. */
  async mayLeaveFor(host: string): Promise<boolean | undefined> {
    const [allow, deny] = [l10n.t('Allow for All Workspaces'), l10n.t("Don't Allow")];
    const question = l10n.t(
      'This workspace sends events to {0}, which is not this machine. Until you allow it, nothing goes there. What you allow here (devSync.webhooks.allowedHosts) every workspace may send to.',
      host,
    );
    const answer = await this.ask(question, [allow, deny]);
    return answer === undefined ? undefined : answer === allow;
  }

  /**
   * Whether the token of the hub shall be replaced.
   *
   * @param owner whose hub it is, when it is not that of this workspace
   */
  async mayRotateToken({ persistent }: HubState, owner: string | undefined): Promise<boolean> {
    const rotate = l10n.t('Rotate Token');
    const sentences = [
      l10n.t('The hub restarts with a new token.'),
      owner === undefined ? [] : l10n.t('It is the hub of "{0}".', owner),
      persistent ? [] : l10n.t('Its events are in memory only, and gone then.'),
      l10n.t('Whoever holds the old one is cut off: your programs, and the terminals that are open now.'),
      l10n.t('Windows of VS Code follow by themselves, and new terminals have the new token.'),
    ];
    const detail = plain(sentences.flat().join(' '));
    const question = l10n.t('Replace the token of Dev Sync?');
    return (await vscode.window.showWarningMessage(plain(question), { modal: true, detail }, rotate)) === rotate;
  }

  /**
   * Whether all events of the log shall be deleted.
   *
   * @param events how many they are; undefined when the hub does not tell
   * @param owner whose hub it is, when it is not that of this workspace
   */
  async mayDeleteLog(events: number | undefined, owner: string | undefined): Promise<boolean> {
    const remove = l10n.t('Delete');
    const sentences = [
      l10n.t('The event log is empty then, for everybody who uses this hub. This cannot be undone.'),
      owner === undefined ? [] : l10n.t('It is the log of "{0}".', owner),
      l10n.t('Webhooks that have not been delivered yet are not sent any more.'),
    ];
    const detail = plain(sentences.flat().join(' '));
    return (await vscode.window.showWarningMessage(plain(deleteQuestion(events)), { modal: true, detail }, remove)) === remove;
  }

  portMoved({ wanted, url, holder }: PortMove): void {
    const port = String(wanted);
    const sentence = holder
      ? l10n.t('Port {0} belongs to the hub of "{1}", so Dev Sync is on at {2}.', port, holder.name, url)
      : l10n.t('Port {0} is taken by another program, so Dev Sync is on at {1}.', port, url);
    this.#inform(sentence, this.#showLog);
  }

  /** The log of the hub is not what it should be; the hub is on all the same. */
  logProblem(problem: ErrorInfo): void {
    this.#warn(failureText(problem), ...this.#waysOf(waysOutOf(problem.code, 'start'), 'start'));
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
    this.#complain(failureText(failure), ...offered);
  }

  #waysOf(names: readonly WayOut[], command: CommandName): Way[] {
    const ways: Readonly<Record<WayOut, Way>> = {
      selectMicrophone: { title: l10n.t('Select Microphone'), run: () => vscode.commands.executeCommand(commandIds.selectMicrophone) },
      setWebhookSecret: { title: l10n.t('Set Webhook Secret'), run: () => vscode.commands.executeCommand(commandIds.setWebhookSecret) },
      tryAgain: { title: l10n.t('Try Again'), run: () => vscode.commands.executeCommand(commandIds[command]) },
      restart: this.#restart,
      openPortSetting: {
        title: l10n.t('Open Settings'),
        run: () => vscode.commands.executeCommand('workbench.action.openSettings', 'devSync.port'),
      },
      showLog: this.#showLog,
    };
    return names.map((name) => ways[name]);
  }

  readonly #showPanel = { title: l10n.t('Show Panel'), run: () => vscode.commands.executeCommand(commandIds.showPanel) };
  readonly #openWebhookSettings = {
    title: l10n.t('Open Settings'),
    run: () => vscode.commands.executeCommand(commandIds.openWebhookSettings),
  };
  readonly #restart = { title: l10n.t('Restart'), run: () => vscode.commands.executeCommand(commandIds.restart) };
  readonly #showLog = { title: l10n.t('Show Log'), run: () => vscode.commands.executeCommand(commandIds.showLog) };

  /** Terminals that are open do not know a hub that has just come on. Offered once per window. */
  #newTerminal(): readonly Way[] {
    if (this.#hasOfferedTerminal || vscode.window.terminals.length === 0) return [];
    this.#hasOfferedTerminal = true;
    return [{ title: l10n.t('New Terminal'), run: () => vscode.commands.executeCommand('workbench.action.terminal.new') }];
  }

  /** The hub crashed too often, or could not be had again. */
  gaveUp(error: ErrorInfo): void {
    const again = { title: l10n.t('Start Again'), run: () => vscode.commands.executeCommand(commandIds.start) };
    this.#complain(l10n.t('Dev Sync: {0}', translated(error).message), again, this.#showLog);
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

function failureText(error: Sentences): string {
  const { message, next } = translated(error);
  return l10n.t('Dev Sync: {0} {1}', message, next);
}

function deleteQuestion(events: number | undefined): string {
  if (events === undefined) return l10n.t('Delete all events of Dev Sync?');
  return events === 1 ? l10n.t('Delete 1 event of Dev Sync?') : l10n.t('Delete {0} events of Dev Sync?', l10n.number(events));
}
