import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { Disposable } from '../../shared/lifecycle.ts';
import { type Listening, type MeterFrame, notListening } from '../../shared/listening.ts';
import { commandIds, microphoneItemId } from '../contributions.ts';
import { l10n } from '../l10n.ts';
import { type MicrophoneFace, microphoneFaceOf } from './microphoneFace.ts';
import { RecentLevel } from './recentLevel.ts';

/** More often no eye can read it, and each update is a message to the window. */
const UPDATE_MS = 250;

/** Says that the microphone is on, and how loud it is, exactly while a session exists. One click stops it. */
export class MicrophoneBar implements Disposable {
  // Right of the item of the hub: where room is short, that one goes first.
  readonly #item = vscode.window.createStatusBarItem(microphoneItemId, vscode.StatusBarAlignment.Right, 99);
  readonly #level = new RecentLevel();
  #listening = notListening;
  #shown: MicrophoneFace | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.#item.name = l10n.t('Dev Sync: Microphone');
    this.#item.command = commandIds.stopListening;
  }

  show(listening: Listening): void {
    if (isDeepStrictEqual(listening, this.#listening)) return;
    if (listening.sessionId !== this.#listening.sessionId) this.#level.clear();
    this.#listening = listening;
    this.#draw();
    if (listening.status === 'stopped') this.#rest();
    else this.#timer ??= setInterval(() => this.#draw(), UPDATE_MS);
  }

  push(frames: readonly MeterFrame[]): void {
    this.#level.push(frames);
  }

  dispose(): void {
    this.#rest();
    this.#item.dispose();
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #draw(): void {
    const face = microphoneFaceOf(this.#listening, this.#level.take());
    if (!face) this.#item.hide();
    else if (!isDeepStrictEqual(face, this.#shown)) this.#update(face);
    this.#shown = face;
  }

  #update({ text, tooltip, label, look }: MicrophoneFace): void {
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label, role: 'button' };
    this.#item.backgroundColor = look === 'warning' ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.color = look === 'stale' ? new vscode.ThemeColor('disabledForeground') : undefined;
    this.#item.show();
  }
}
