import './delivery.ts';
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ErrorInfo } from '../../src/shared/errors.ts';
import type { Actions } from '../actions.ts';
import type { ToldDeliveries } from '../deliveries/told.ts';
import { t } from '../l10n.ts';
import { problemView } from './detail/problem.ts';
import { icon } from './icon.ts';

/** How the event of the detail fared at the targets; nothing when none of them wanted it. */
export function deliveriesView(told: ToldDeliveries | undefined, actions: Actions) {
  if (told?.isHubOff) return hubOffView();
  if (told?.error) return deliveriesProblemView(told.error, actions);
  if (!told || told.deliveries.length === 0) return nothing;
  return html`<section class="deliveries" aria-label=${t('Deliveries')}>
    ${repeat(
      told.deliveries,
      ({ id }) => id,
      (delivery) => html`<ds-delivery .delivery=${delivery} .actions=${actions}></ds-delivery>`,
    )}
  </section>`;
}

function hubOffView() {
  return html`<div class="deliveries-problem" role="status">${icon('circle-slash')}<p>${t('The hub is off: deliveries show when it is on again.')}</p></div>`;
}

export function deliveriesProblemView(error: ErrorInfo, { refreshDeliveries }: Actions) {
  return problemView(t('Deliveries cannot be shown.'), error, refreshDeliveries);
}
