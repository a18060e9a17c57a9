import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Stats, TargetStats, Traffic } from '../../src/shared/webhooks.ts';
import { addressText } from '../address.ts';
import { downSince, targetLook } from '../stats/words.ts';
import { formatBytes, formatCount, formatMs, lineText } from '../text.ts';
import { fullTime, momentText } from '../time.ts';
import { icon } from './icon.ts';

/** Strangers may invent any number of names. */
const SHOWN_ROWS = 20;

type Line = Traffic & { readonly name: string };

/** The figures of the strip in full. */
export function statsTablesView({ types, sources, targets, since }: Stats) {
  return html`<div id="stats-tables" class="stats-tables" role="region" aria-label="Figures" tabindex="0">
    ${targets.length > 0 ? targetsView(targets) : nothing}
    ${trafficView(
      'Type',
      types.map((traffic) => ({ ...traffic, name: traffic.type })),
    )}
    ${trafficView(
      'Source',
      sources.map((traffic) => ({ ...traffic, name: traffic.source ?? '' })),
    )}
    <p class="stats-since">Since the hub was started, <span title=${fullTime(since)}>${momentText(since, new Date())}</span></p>
  </div>`;
}

function trafficView(title: string, lines: readonly Line[]) {
  if (lines.length === 0) return nothing;
  const more = lines.length - SHOWN_ROWS;
  return html`<table class="stats-table">
    <thead><tr>
      <th scope="col">${title}</th>
      <th scope="col">Events</th>
      <th scope="col">/s</th>
      <th scope="col" class="stats-minute">/min</th>
      <th scope="col">Size</th>
    </tr></thead>
    <tbody>${repeat(
      lines.slice(0, SHOWN_ROWS),
      ({ name }) => name,
      ({ name, count, perSecond, perMinute, bytes }) => html`<tr>
        <th scope="row" title=${lineText(name)}>${name === '' ? '(none)' : html`<bdi>${lineText(name)}</bdi>`}</th>
        <td>${formatCount(count)}</td>
        <td>${formatCount(perSecond)}</td>
        <td class="stats-minute">${formatCount(perMinute)}</td>
        <td>${formatBytes(bytes)}</td>
      </tr>`,
    )}
    ${more > 0 ? html`<tr><td class="stats-cut" colspan="5">and ${formatCount(more)} more</td></tr>` : nothing}</tbody>
  </table>`;
}

const targetColumns = ['Delivered', 'Failed tries', 'Queued', 'Given up', 'p50', 'p95'] as const;

function targetsView(targets: readonly TargetStats[]) {
  return html`<table class="stats-table is-targets">
    <thead><tr>
      <th scope="col">Target</th>
      ${targetColumns.map((column) => html`<th scope="col">${column}</th>`)}
    </tr></thead>
    <tbody>${repeat(targets, ({ key }) => key, targetRowView)}</tbody>
  </table>`;
}

function targetRowView(target: TargetStats): TemplateResult {
  const { url, error } = target;
  const { icon: name, tone, word } = targetLook(target);
  return html`<tr>
    <th scope="row"><div class="stats-name">
      ${icon(name, tone)}<bdi title=${lineText(url)}>${addressText(url)}</bdi>
      <span class="stats-state">${word}${downSince(target, new Date())}${error ? html`. <bdi>${lineText(error)}</bdi>` : nothing}</span>
    </div></th>
    ${figuresOf(target).map((figure, index) => html`<td data-label=${targetColumns[index] ?? ''}>${figure}</td>`)}
  </tr>`;
}

function figuresOf({ delivered, failures, queued, failed, p50Ms, p95Ms }: TargetStats): readonly string[] {
  const latencies = [p50Ms, p95Ms].map((ms) => (ms === null ? '–' : formatMs(ms)));
  return [...[delivered, failures, queued, failed].map((count) => formatCount(count)), ...latencies];
}
