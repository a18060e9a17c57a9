import { html } from 'lit';
import type { HubEvent } from '../../src/shared/events.ts';
import { summaryOf } from '../summary.ts';
import { lineText } from '../text.ts';
import { icon } from './icon.ts';

/** One strip with the latest value of each gauge. Gauges come ten times a second: a row for each would drown the facts. */
export function gaugesView(gauges: ReadonlyMap<string, HubEvent>) {
  return html`<div class="gauges" role="group" aria-label="Live values">${[...gauges.values()].map(gaugeView)}</div>`;
}

function gaugeView(event: HubEvent) {
  return html`<span class="gauge">
    ${icon('pulse')}
    <bdi class="gauge-type">${lineText(event.type)}</bdi>
    <bdi class="gauge-value">${summaryOf(event)}</bdi>
    ${event.source ? html`<bdi class="gauge-source">${lineText(event.source)}</bdi>` : ''}
  </span>`;
}
