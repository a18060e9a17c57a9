import './meter.ts';
import './remoteMeters.ts';
import { html, nothing } from 'lit';
import type { Actions, PanelModel } from '../actions.ts';

/** The live levels: our own microphone while a session is there, and whoever posts some. */
export function metersView({ state: { status, commands }, levels }: PanelModel, actions: Actions) {
  if (status.state !== 'on') return nothing;
  const { listening } = status;
  return html`<div class="meters">
    ${listening.status === 'stopped' ? nothing : html`<ds-meter .listening=${listening} .levels=${levels} .commands=${commands} .run=${actions.run}></ds-meter>`}
    <ds-remote-meters .levels=${levels}></ds-remote-meters>
  </div>`;
}
