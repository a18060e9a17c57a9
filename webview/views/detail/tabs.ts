import { html } from 'lit';
import { t } from '../../l10n.ts';

const detailTabs = [
  { id: 'data', title: t('Data') },
  { id: 'diff', title: t('Diff') },
  { id: 'raw', title: t('Raw') },
  { id: 'post', title: t('Post') },
  { id: 'related', title: t('Related') },
] as const;
export type DetailTab = (typeof detailTabs)[number]['id'];

type TabsState = { readonly selected: DetailTab; readonly select: (tab: DetailTab) => void };

/** The tabs of the detail; one tab stop, and arrows between them. */
export function tabsView({ selected, select }: TabsState) {
  return html`<div class="tabs" role="tablist" aria-label=${t('Views of the event')} @keydown=${(event: KeyboardEvent) => onKey(event, { selected, select })}>
    ${detailTabs.map(
      ({ id, title }) => html`<button
        type="button"
        class="tab"
        role="tab"
        id=${tabId(id)}
        aria-selected=${String(id === selected)}
        aria-controls="detail-panel"
        tabindex=${id === selected ? 0 : -1}
        @click=${() => select(id)}
      >${title}</button>`,
    )}
  </div>`;
}

export function tabId(tab: DetailTab): string {
  return `detail-tab-${tab}`;
}

function onKey(event: KeyboardEvent, { selected, select }: TabsState): void {
  const tab = tabAfterKey(event.key, selected);
  if (!tab || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  select(tab);
  // It is a tab stop only after the next drawing, but can have the focus before.
  document.getElementById(tabId(tab))?.focus();
}

/** The tab that a key leads to; the ends are joined. Undefined for other keys. */
function tabAfterKey(key: string, from: DetailTab): DetailTab | undefined {
  const at = detailTabs.findIndex(({ id }) => id === from);
  const steps: Readonly<Record<string, number>> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 };
  const to = Object.hasOwn(steps, key) ? steps[key] : undefined;
  return to === undefined ? undefined : (detailTabs[to] ?? detailTabs.at(to % detailTabs.length))?.id;
}
