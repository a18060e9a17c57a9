import { html } from 'lit';
import { type PanelAct, type PanelMemory, panelActs } from '../../src/shared/panel.ts';
import type { Actions } from '../actions.ts';
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

const LABEL = 'Actions of the event';
const [PIN, UNPIN] = ['Pin Event', 'Unpin Event'];

/** The `⋯` button with everything that can be done with an event. */
export function rowMenuView(menu: RowMenu) {
  return menuButton('ellipsis', LABEL, () => groupsOf(menu));
}

/** What is done most, as buttons. Narrow layouts have it in the menu only. */
export function rowButtonsView({ row, memory, actions }: RowMenu) {
  const isOn = isPinned(memory, row.event);
  const button = (act: PanelAct, name: string, title: string = panelActs[act].title) => {
    const key = actions.keyOf(act);
    return iconButton({ name, title: key === undefined ? title : `${title} (${key})`, run: () => actions.act(act, row) });
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
  const item = (act: PanelAct, label: string = panelActs[act].title): MenuItem => ({
    label,
    hint: actions.keyOf(act),
    run: () => actions.act(act, row),
  });
  const pin = isPinned(memory, row.event) ? UNPIN : PIN;
  return [
    { label: 'Send', items: [item('resend'), item('edit')] },
    { label: 'Copy', items: [item('copyJson'), item('copyCurl'), item('copyFetch'), item('copyHttpx')] },
    { label: 'Keep', items: [item('togglePin', pin), item('saveFixture')] },
  ];
}
