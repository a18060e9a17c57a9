import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Stats, TargetStats, Traffic } from '../../src/shared/webhooks.ts';
import { addressText } from '../address.ts';
import { filled, t } from '../l10n.ts';
import { stateText, targetLook } from '../stats/words.ts';
import { formatBytes, formatCount, formatMs, lineText } from '../text.ts';
import { fullTime, momentText } from '../time.ts';
import { icon } from './icon.ts';

/** Strangers may invent any number of names. */
const SHOWN_ROWS = 20;

type Line = Traffic & { readonly name: string };

/** The figures of the strip in full. */
export function statsTablesView({ types, sources, targets, since }: Stats) {
  return html`<div id="stats-tables" class="stats-tables" role="region" aria-label=${t('Figures')} tabindex="0">
    ${targets.length > 0 ? targetsView(targets) : nothing}
    ${trafficView(
      t('Type'),
      types.map((traffic) => ({ ...traffic, name: traffic.type })),
    )}
    ${trafficView(
      t('Source'),
      sources.map((traffic) => ({ ...traffic, name: traffic.source ?? '' })),
    )}
    <p class="stats-since">${filled(t('Since the hub was started, {0}'), html`<span title=${fullTime(since)}>${momentText(since, new Date())}</span>`)}</p>
  </div>`;
}

function trafficView(title: string, lines: readonly Line[]) {
  if (lines.length === 0) return nothing;
  const more = lines.length - SHOWN_ROWS;
  return html`<table class="stats-table">
    <thead><tr>
      <th scope="col">${title}</th>
      <th scope="col">${t('Events')}</th>
      <th scope="col">${t('/s')}</th>
      <th scope="col" class="stats-minute">${t('/min')}</th>
      <th scope="col">${t('Size')}</th>
    </tr></thead>
    <tbody>${repeat(
      lines.slice(0, SHOWN_ROWS),
      ({ name }) => name,
      ({ name, count, perSecond, perMinute, bytes }) => html`<tr>
        <th scope="row" title=${lineText(name)}>${name === '' ? t('(none)') : html`<bdi>${lineText(name)}</bdi>`}</th>
        <td>${formatCount(count)}</td>
        <td>${formatCount(perSecond)}</td>
        <td class="stats-minute">${formatCount(perMinute)}</td>
        <td>${formatBytes(bytes)}</td>
      </tr>`,
    )}
    ${more > 0 ? html`<tr><td class="stats-cut" colspan="5">${t('and {0} more', formatCount(more))}</td></tr>` : nothing}</tbody>
  </table>`;
}

const targetColumns = [t('Delivered'), t('Failed tries'), t('Queued'), t('Given up'), t('p50'), t('p95')] as const;

function targetsView(targets: readonly TargetStats[]) {
  return html`<table class="stats-table is-targets">
    <thead><tr>
      <th scope="col">${t('Target')}</th>
      ${targetColumns.map((column) => html`<th scope="col">${column}</th>`)}
    </tr></thead>
    <tbody>${repeat(targets, ({ key }) => key, targetRowView)}</tbody>
  </table>`;
}

function targetRowView(target: TargetStats): TemplateResult {
  const { url, error } = target;
  const { icon: name, tone } = targetLook(target);
  const state = stateText(target, new Date());
  return html`<tr>
    <th scope="row"><div class="stats-name">
      ${icon(name, tone)}<bdi title=${lineText(url)}>${addressText(url)}</bdi>
      <span class="stats-state">${error ? filled(t('{0}. {1}'), state, html`<bdi>${lineText(error)}</bdi>`) : state}</span>
    </div></th>
    ${figuresOf(target).map((figure, index) => html`<td data-label=${targetColumns[index] ?? ''}>${figure}</td>`)}
  </tr>`;
}

function figuresOf({ delivered, failures, queued, failed, p50Ms, p95Ms }: TargetStats): readonly string[] {
  const latencies = [p50Ms, p95Ms].map((ms) => (ms === null ? '–' : formatMs(ms)));
  return [...[delivered, failures, queued, failed].map((count) => formatCount(count)), ...latencies];
}
