import * as vscode from 'vscode';
import type { HubState } from '../shared/api.ts';
import { DevSyncError, toDevSyncError } from '../shared/errors.ts';
import type { Logger } from '../shared/logger.ts';
import { type CommandName, commandIds } from './contributions.ts';
import { ownName } from './hubHost.ts';
import { OpenMessages } from './openMessages.ts';
import { enableAutoStart } from './settings.ts';
import { type WayOut, waysOutOf } from './waysOut.ts';

const ASKED_KEY = 'autoStart.asked';

/** A button of a message. */
type Way = { readonly title: string; readonly run: () => unknown };

/** The few messages that interrupt a person. */
export class Notifier {
  readonly #workspaceState: vscode.Memento;
  readonly #hasAutoStart: () => boolean;
  readonly #logger: Logger;
  readonly #failures = new OpenMessages();

  /** @param hasAutoStart whether the hub comes on with this workspace already */
  constructor(workspaceState: vscode.Memento, hasAutoStart: () => boolean, logger: Logger) {
    this.#workspaceState = workspaceState;
    this.#hasAutoStart = hasAutoStart;
    this.#logger = logger;
  }

  /** After a start that was asked for. The question comes once per workspace. */
  started(hub: HubState): void {
    if (this.joined(hub)) return;
    const always = { title: 'Start with This Workspace', run: enableAutoStart };
    const isSettled = this.#hasAutoStart() || vscode.workspace.workspaceFolders === undefined;
    const asks = !isSettled && !this.#workspaceState.get<boolean>(ASKED_KEY);
    if (asks) void this.#workspaceState.update(ASKED_KEY, true);
    this.#offer(vscode.window.showInformationMessage(`Dev Sync is on at ${hub.url}.`, this.#showPanel, ...(asks ? [always] : [])));
  }

  /** Says so when the hub belongs to another window. Answers whether it does. */
  joined({ name, url }: HubState): boolean {
    if (name === ownName()) return false;
    this.#offer(vscode.window.showInformationMessage(`Joined the hub of "${name}" at ${url}.`, this.#showPanel));
    return true;
  }

  offerStart(sentence: string): void {
    this.#offer(
      vscode.window.showInformationMessage(sentence, { title: 'Start', run: () => vscode.commands.executeCommand(commandIds.start) }),
    );
  }

  offerRestart(): void {
    const restart = { title: 'Restart', run: () => vscode.commands.executeCommand(commandIds.restart) };
    this.#offer(vscode.window.showInformationMessage('The changed settings take effect when the hub restarts.', restart));
  }

  portMoved(wanted: number, url: string): void {
    this.#offer(
      vscode.window.showInformationMessage(`Port ${wanted} is taken by another program, so Dev Sync is on at ${url}.`, this.#showLog),
    );
  }

  warn(sentence: string): void {
    this.#offer(vscode.window.showWarningMessage(sentence, this.#showLog));
  }

  /**
   * The same failure is not said again while its message is open.
   *
   * @param command what failed and may be tried again
   */
  failed(error: unknown, command: CommandName = 'start'): void {
    const failure = toDevSyncError(error);
    this.#logger.error(failure.message, { code: failure.code, cause: failure.cause });
    const ways: Readonly<Record<WayOut, Way>> = {
      selectMicrophone: { title: 'Select Microphone', run: () => vscode.commands.executeCommand(commandIds.selectMicrophone) },
      tryAgain: { title: 'Try Again', run: () => vscode.commands.executeCommand(commandIds[command]) },
      openPortSetting: {
        title: 'Open Settings',
        run: () => vscode.commands.executeCommand('workbench.action.openSettings', 'devSync.port'),
      },
      showLog: this.#showLog,
    };
    const offered = waysOutOf(failure.code, command).map((name) => ways[name]);
    const sentence = `Dev Sync: ${failure.message} ${failure.next}`;
    this.#offer(this.#failures.show(sentence, (text) => vscode.window.showErrorMessage(text, ...offered)));
  }

  readonly #showPanel = { title: 'Show Panel', run: () => vscode.commands.executeCommand(commandIds.showPanel) };
  readonly #showLog = { title: 'Show Log', run: () => vscode.commands.executeCommand(commandIds.showLog) };

  /** The hub crashed too often to start it again unasked. */
  gaveUp(): void {
    const { message } = new DevSyncError('hub-crashing');
    const again = { title: 'Start Again', run: () => vscode.commands.executeCommand(commandIds.start) };
    this.#offer(vscode.window.showErrorMessage(`Dev Sync: ${message}`, again, this.#showLog));
  }

  /** A message waits for a click for ever; nobody waits for the message. */
  #offer(choice: Thenable<Way | undefined>): void {
    Promise.resolve(choice)
      .then((chosen) => chosen?.run())
      .catch((cause) => this.#logger.error('A choice could not be carried out', { cause }));
  }
}
