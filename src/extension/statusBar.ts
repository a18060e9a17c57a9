import * as vscode from 'vscode';
import { assertNever } from '../shared/assertNever.ts';
import type { Disposable } from '../shared/lifecycle.ts';
import type { HubStatus } from '../shared/panel.ts';
import { commandIds, statusBarItemId } from './contributions.ts';

type Face = {
  readonly text: string;
  readonly tooltip: string;
  readonly command: string;
  readonly background?: 'statusBarItem.warningBackground' | 'statusBarItem.errorBackground';
};

/** State by icon and text; one click does what fits the state. */
export class StatusBar implements Disposable {
  readonly #item = vscode.window.createStatusBarItem(statusBarItemId, vscode.StatusBarAlignment.Right, 100);

  constructor() {
    this.#item.name = 'Dev Sync';
    this.show({ state: 'stopped' });
    this.#item.show();
  }

  show(status: HubStatus): void {
    const { text, tooltip, command, background } = faceOf(status);
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.command = command;
    this.#item.accessibilityInformation = { label: tooltip.replaceAll('\n', ' '), role: 'button' };
    this.#item.backgroundColor = background ? new vscode.ThemeColor(background) : undefined;
  }

  dispose(): void {
    this.#item.dispose();
  }
}

function faceOf(status: HubStatus): Face {
  switch (status.state) {
    case 'stopped':
      return { text: '$(debug-disconnect) Dev Sync', tooltip: 'Dev Sync is off. Click to start the hub.', command: commandIds.start };
    case 'starting':
      return { text: '$(loading~spin) Dev Sync', tooltip: 'Dev Sync is starting. Click to see the log.', command: commandIds.showLog };
    case 'on':
      return onFace(status);
    case 'problem':
      return {
        text: '$(error) Dev Sync',
        tooltip: `Dev Sync: ${status.error.message}\n${status.error.next}\nClick to see the panel.`,
        command: commandIds.showPanel,
        background: 'statusBarItem.errorBackground',
      };
    default:
      return assertNever(status);
  }
}

function onFace({ url, owner, subscribers, problems }: Extract<HubStatus, { state: 'on' }>): Face {
  const listeners = `${subscribers} ${subscribers === 1 ? 'subscriber' : 'subscribers'}`;
  const text = `Dev Sync :${new URL(url).port} $(radio-tower) ${subscribers}`;
  const joined = owner === undefined ? '' : `, joined to the hub of "${owner}",`;
  const tooltip = `Dev Sync is on at ${url}${joined} with ${listeners}. Click to see the events.`;
  const [problem] = problems;
  if (!problem) return { text: `$(broadcast) ${text}`, tooltip, command: commandIds.showPanel };
  return {
    text: `$(warning) ${text}`,
    tooltip: `${tooltip}\n${problem.message} ${problem.next}`,
    command: commandIds.showPanel,
    background: 'statusBarItem.warningBackground',
  };
}
