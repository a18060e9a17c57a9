import * as vscode from 'vscode';
import type { Disposable } from '../../shared/lifecycle.ts';
import type { HubStatus } from '../../shared/panel.ts';
import { statusBarItemId } from '../contributions.ts';
import { statusFaceOf } from './statusFace.ts';

/** The item of the hub. */
export class StatusBar implements Disposable {
  readonly #item = vscode.window.createStatusBarItem(statusBarItemId, vscode.StatusBarAlignment.Right, 100);

  constructor() {
    this.#item.name = 'Dev Sync';
    this.show({ state: 'stopped' });
    this.#item.show();
  }

  show(status: HubStatus): void {
    const { text, tooltip, command, background } = statusFaceOf(status);
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
