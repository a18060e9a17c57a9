import { html, nothing } from 'lit';
import type { Actions } from '../actions.ts';
import type { PanelState } from '../store.ts';
import { formatCount } from '../text.ts';
import { iconButton } from './icon.ts';
import { queryBoxView } from './queryBox.ts';
import { viewMenuView } from './viewMenu.ts';

export function toolbarView(state: PanelState, actions: Actions) {
  const canListen = state.commands.includes('startListening');
  return html`<div class="toolbar" role="group" aria-label="Event stream">
    ${queryBoxView(state, actions)}
    <div class="toolbar-buttons">
      ${canListen ? microphoneView(state, actions) : nothing}
      ${pauseView(state, actions)}
      ${iconButton({
        name: 'clear-all',
        title: 'Clear view (the log stays)',
        run: () => actions.act('clear'),
        isDisabled: state.eventCount === 0,
      })}
      ${viewMenuView(state, actions)}
    </div>
  </div>`;
}

/** Also while the hub is off: listening starts it. */
function microphoneView({ status }: PanelState, actions: Actions) {
  const isPressed = status.state === 'on' && status.listening.status !== 'stopped';
  return iconButton({
    name: isPressed ? 'mic-filled' : 'mic',
    label: 'Microphone',
    title: isPressed ? 'Stop listening' : 'Start listening',
    isPressed,
    run: () => actions.run(isPressed ? 'stopListening' : 'startListening'),
  });
}

function pauseView({ isPaused, waiting, isWaitingCut }: PanelState, actions: Actions) {
  const run = (): void => actions.act('togglePause');
  if (!isPaused) return iconButton({ name: 'debug-pause', title: 'Pause', run });
  const count = waiting.eventCount;
  return iconButton({
    name: 'debug-continue',
    title: 'Resume',
    text: html`<span class="only-read">Resume, </span>${formatCount(count, isWaitingCut)}<span class="only-read"> ${count === 1 ? 'event' : 'events'} waiting</span>`,
    run,
  });
}
