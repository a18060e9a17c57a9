import './typeFilter.ts';
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Actions } from '../actions.ts';
import { countEvents, type PanelState } from '../store.ts';
import { formatCount } from '../text.ts';
import { icon, iconButton } from './icon.ts';

export function toolbarView(state: PanelState, actions: Actions) {
  return html`<div class="toolbar" role="group" aria-label="Event stream">
    ${textFilterView(state.filter.text, actions)}
    <ds-type-filter
      .value=${state.filter.types}
      .rows=${state.rows}
      .change=${(types: string) => actions.filter({ types })}
    ></ds-type-filter>
    <div class="toolbar-buttons">
      ${microphoneView(state, actions)}
      ${pauseView(state, actions)}
      ${iconButton({ name: 'clear-all', title: 'Clear view (the log stays)', run: actions.clear, isDisabled: state.rows.length === 0 })}
    </div>
  </div>`;
}

function textFilterView(text: string, actions: Actions) {
  const set = (next: string): void => actions.filter({ text: next });
  return html`<div class="field field-text">
    ${icon('search')}
    <input
      id="filter-text"
      type="text"
      placeholder="Filter"
      title="Searches type, source and data"
      aria-label="Filter by text"
      autocomplete="off"
      spellcheck="false"
      .value=${live(text)}
      @input=${(event: InputEvent) => set((event.target as HTMLInputElement).value)}
      @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && set('')}
    />
    ${text ? iconButton({ name: 'close', title: 'Clear text filter', run: () => set('') }) : nothing}
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
  if (!isPaused) return iconButton({ name: 'debug-pause', title: 'Pause', run: () => actions.dispatch({ kind: 'paused' }) });
  const count = countEvents(waiting);
  return iconButton({
    name: 'debug-continue',
    title: 'Resume',
    text: html`<span class="only-read">Resume, </span>${formatCount(count, isWaitingCut)}<span class="only-read"> ${count === 1 ? 'event' : 'events'} waiting</span>`,
    run: () => actions.dispatch({ kind: 'resumed' }),
  });
}
