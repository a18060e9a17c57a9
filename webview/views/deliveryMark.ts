import { html, nothing } from 'lit';
import type { DeliveryMark } from '../deliveries/mark.ts';
import { t } from '../l10n.ts';
import { icon } from './icon.ts';

/** How the event of a row fared at the targets. */
export function deliveryMarkView(mark: DeliveryMark | undefined) {
  if (!mark) return nothing;
  const { look, text, title } = mark;
  return html`<span class="row-mark ${look.tone}" role="img" title=${title} aria-label=${markLabel(mark)}>${icon(
    look.icon,
    look.tone,
  )}<span class="row-mark-text">${text}</span></span>`;
}

/** The same for screen readers. */
function markLabel({ title }: DeliveryMark): string {
  return t('Deliveries: {0}', title.replaceAll('\n', '; '));
}
