import { html, LitElement, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Stats, TargetStats } from '../../src/shared/webhooks.ts';
import type { Actions } from '../actions.ts';
import { shortAddresses } from '../address.ts';
import { t } from '../l10n.ts';
import { byTrouble, countFailed, isWorthShowing, latencyWords, targetLook, targetNotes, totalTraffic } from '../stats/words.ts';
import type { PanelState } from '../store.ts';
import { counted, formatCount, lineText, type SplitText } from '../text.ts';
import { FocusKeeper } from './focusKeeper.ts';
import { icon } from './icon.ts';
import { statsTablesView } from './statsTables.ts';

/** Targets that have a place in the strip, and in one as narrow as a side bar; the tables have all. */
const SHOWN_TARGETS = 3;
const SHOWN_IN_NARROW = 1;

type StripState = { readonly stats: Stats; readonly areStatsOpen: boolean; readonly isFailedShown: boolean };

/**
 * How much passes the hub and how the targets fare: one line, and the figures behind it. Nothing speaks up by itself.
 * An element of its own: the panel draws with every event, and this changes once a second at most.
 */
export class StatsStrip extends LitElement implements StripState {
  static override properties = {
    stats: { attribute: false },
    areStatsOpen: { attribute: false },
    isFailedShown: { attribute: false },
    actions: { attribute: false },
  };

  declare stats: Stats;
  declare areStatsOpen: boolean;
  declare isFailedShown: boolean;
  declare actions: Actions;

  constructor() {
    super();
    // The button of the failed ones goes with the last of them.
    new FocusKeeper(this, '.icon-button');
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override render() {
    const { stats, areStatsOpen } = this;
    return html`<section class="stats" aria-label=${t('Traffic')}>
      ${lineView(this, this.actions)}
      ${areStatsOpen ? statsTablesView(stats) : nothing}
    </section>`;
  }
}

customElements.define('ds-stats-strip', StatsStrip);

export function statsStripView({ phase, status, stats, areStatsOpen, isFailedShown }: PanelState, actions: Actions) {
  if (phase !== 'ready' || status.state !== 'on' || !stats || !isWorthShowing(stats)) return nothing;
  return html`<ds-stats-strip
    .stats=${stats}
    .areStatsOpen=${areStatsOpen}
    .isFailedShown=${isFailedShown}
    .actions=${actions}
  ></ds-stats-strip>`;
}

function lineView({ stats, areStatsOpen, isFailedShown }: StripState, actions: Actions) {
  const toggle = (): void => actions.dispatch({ kind: 'statsToggled' });
  // For the mouse the whole line opens it; the button is what the keyboard and a screen reader find.
  return html`<div class="stats-strip" @click=${toggle}>
    <button
      type="button"
      class="icon-button"
      aria-label=${t('Traffic and targets')}
      title=${areStatsOpen ? t('Hide figures') : t('Show figures')}
      aria-expanded=${String(areStatsOpen)}
      aria-controls=${areStatsOpen ? 'stats-tables' : nothing}
    >${icon(areStatsOpen ? 'chevron-down' : 'chevron-right')}</button>
    ${rateView(stats)}
    ${targetsView(stats.targets)}
    ${moreView(stats.targets.length - SHOWN_TARGETS, 'is-wide')}
    ${moreView(stats.targets.length - SHOWN_IN_NARROW, 'is-narrow')}
    ${failedButton(countFailed(stats), isFailedShown, actions)}
  </div>`;
}

function rateView(stats: Stats) {
  const { perSecond, perMinute } = totalTraffic(stats);
  return html`<span class="stats-rate" title=${t('Events in the last second and in the last minute')}
    ><span class="stats-second">${t('{0}/s', formatCount(perSecond))}</span><span class="stats-minute"> · ${t('{0}/min', formatCount(perMinute))}</span></span>`;
}

function targetsView(targets: readonly TargetStats[]) {
  if (targets.length === 0) return nothing;
  const addresses = shortAddresses(targets.map(({ url }) => url));
  return html`<ul class="stats-targets" aria-label=${t('Targets')}>
    ${repeat(
      byTrouble(targets).slice(0, SHOWN_TARGETS),
      ({ key }) => key,
      (target) => targetView(target, addresses.get(target.url)),
    )}
  </ul>`;
}

function moreView(count: number, width: 'is-wide' | 'is-narrow') {
  return count > 0
    ? html`<span class="stats-more ${width}" title=${counted(count, t('{0} more target'), t('{0} more targets'))}>+${count}</span>`
    : nothing;
}

function targetView(target: TargetStats, address: string | undefined) {
  const { icon: name, tone, word } = targetLook(target);
  const notes = targetNotes(target, new Date());
  const latency = target.state === 'closed' ? latencyWords(target) : null;
  const title = [lineText(target.url), word, latency?.full].filter(Boolean).join('\n');
  return html`<li class="stats-target ${target.state === 'no-receiver' ? 'is-absent' : ''}" title=${title}>
    ${icon(name, tone)}
    <bdi class="stats-address">${address}</bdi>
    ${notes.length > 0 ? notes.map(noteView) : html`<span class="only-read">${word}</span>`}
    ${
      latency
        ? html`<span class="stats-latency"><span aria-hidden="true">${latency.short}</span><span class="only-read">${latency.full}</span></span>`
        : nothing
    }
  </li>`;
}

function noteView({ main, rest }: SplitText, index: number) {
  return html`<span class="stats-note">${index > 0 ? '· ' : ''}${main}<span class="stats-rest">${rest}</span></span>`;
}

function failedButton(failed: number, isShown: boolean, actions: Actions) {
  if (failed === 0) return nothing;
  const toggle = (event: Event): void => {
    // Not a click on the strip behind it.
    event.stopPropagation();
    actions.dispatch({ kind: isShown ? 'failedClosed' : 'failedShown' });
  };
  return html`<button
    type="button"
    class="stats-failed"
    title=${isShown ? t('Hide failed deliveries') : t('Show failed deliveries')}
    aria-expanded=${String(isShown)}
    @click=${toggle}
  >${icon('error', 'is-bad')}${t('{0} failed', formatCount(failed))}</button>`;
}
