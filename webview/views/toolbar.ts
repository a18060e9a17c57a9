import { html, nothing } from 'lit';
import type { Actions } from '../actions.ts';
import { format, plural, t } from '../l10n.ts';
import type { PanelState } from '../store.ts';
import { formatCount } from '../text.ts';
import { iconButton } from './icon.ts';
import { queryBoxView } from './queryBox.ts';
import { viewMenuView } from './viewMenu.ts';

export function toolbarView(state: PanelState, actions: Actions) {
  const canListen = state.commands.includes('startListening');
  return html`<div class="toolbar" role="group" aria-label=${t('Event stream')}>
    ${queryBoxView(state, actions)}
    <div class="toolbar-buttons">
      ${canListen ? microphoneView(state, actions) : nothing}
      ${pauseView(state, actions)}
      ${iconButton({
        name: 'clear-all',
        title: t('Clear view (the log stays)'),
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
    label: t('Microphone'),
    title: isPressed ? t('Stop listening') : t('Start listening'),
    isPressed,
    run: () => actions.run(isPressed ? 'stopListening' : 'startListening'),
  });
}

function pauseView({ isPaused, waiting, isWaitingCut }: PanelState, actions: Actions) {
  const run = (): void => actions.act('togglePause');
  if (!isPaused) return iconButton({ name: 'debug-pause', title: t('Pause'), run });
  const count = waiting.eventCount;
  const number = formatCount(count, isWaitingCut);
  return iconButton({
    name: 'debug-continue',
    label: format(plural(count, t('Resume, {0} event waiting'), t('Resume, {0} events waiting')), number),
    title: t('Resume'),
    text: number,
    run,
  });
}
