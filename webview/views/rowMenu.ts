import { html } from 'lit';
import type { PanelAct, PanelMemory } from '../../src/shared/panel.ts';
import type { Actions } from '../actions.ts';
import { actLabels } from '../acts/labels.ts';
import { t } from '../l10n.ts';
import { isPinned } from '../memory.ts';
import type { EventRow } from '../row.ts';
import { iconButton } from './icon.ts';
import { type MenuGroup, type MenuItem, openMenu } from './menu.ts';
import { menuButton } from './menuButton.ts';

export type RowMenu = {
  readonly row: EventRow;
  readonly memory: PanelMemory;
  readonly actions: Actions;
};

const LABEL = t('Actions of the event');
const [PIN, UNPIN] = [t('Pin Event'), t('Unpin Event')];

/** The `⋯` button with everything that can be done with an event. */
export function rowMenuView(menu: RowMenu) {
  return menuButton('ellipsis', LABEL, () => groupsOf(menu));
}

/** What is done most, as buttons. Narrow layouts have it in the menu only. */
export function rowButtonsView({ row, memory, actions }: RowMenu) {
  const isOn = isPinned(memory, row.event);
  const button = (act: PanelAct, name: string, title: string = actLabels[act]) => {
    const key = actions.keyOf(act);
    return iconButton({ name, title: key === undefined ? title : t('{0} ({1})', title, key), run: () => actions.act(act, row) });
  };
  return html`<span class="detail-acts"
    >${button('resend', 'send')}${button('edit', 'edit')}${isOn ? button('togglePin', 'pinned', UNPIN) : button('togglePin', 'pin', PIN)}</span
  >`;
}

/** The menu at a row of the list. */
export function openRowMenu({ at, ...menu }: RowMenu & { readonly at: DOMRect }): void {
  openMenu({ label: LABEL, groups: groupsOf(menu), at });
}

function groupsOf({ row, memory, actions }: RowMenu): readonly MenuGroup[] {
  const item = (act: PanelAct, label: string = actLabels[act]): MenuItem => ({
    label,
    hint: actions.keyOf(act),
    run: () => actions.act(act, row),
  });
  const pin = isPinned(memory, row.event) ? UNPIN : PIN;
  return [
    { label: t('Send'), items: [item('resend'), item('edit')] },
    { label: t('Copy'), items: [item('copyJson'), item('copyCurl'), item('copyFetch'), item('copyHttpx')] },
    { label: t('Keep'), items: [item('togglePin', pin), item('saveFixture')] },
  ];
}
