import type { PanelAct } from '../../src/shared/panel.ts';
import type { Actions } from '../actions.ts';
import { actLabels } from '../acts/labels.ts';
import { t } from '../l10n.ts';
import type { PanelState } from '../store.ts';
import { type TimeMode, timeModes } from '../time.ts';
import type { MenuGroup, MenuItem } from './menu.ts';
import { menuButton } from './menuButton.ts';

const timeLabels: Readonly<Record<TimeMode, string>> = {
  clock: t('Time of Day'),
  ago: t('Time Ago'),
  delta: t('Time Since the Row Before'),
};

/** How the rows are shown, and what can be done with all of them. */
export function viewMenuView(state: PanelState, actions: Actions) {
  return menuButton('ellipsis', t('View and more'), () => groupsOf(state, actions));
}

function groupsOf(state: PanelState, actions: Actions): readonly MenuGroup[] {
  const { dispatch } = actions;
  const times = timeModes.map((mode) => ({
    label: timeLabels[mode],
    check: { kind: 'radio', isOn: state.timeMode === mode } as const,
    run: () => dispatch({ kind: 'timeModeChanged', mode }),
  }));
  const grouping = { kind: 'checkbox', isOn: state.isGrouping } as const;
  const activity = { kind: 'checkbox', isOn: state.isActivityShown } as const;
  const looks = [
    { label: t('Group Repeats'), check: grouping, run: () => dispatch({ kind: 'groupingToggled' }) },
    { label: t('Activity Strip'), check: activity, run: () => dispatch({ kind: 'activityToggled' }) },
  ];
  return [
    { label: t('Time'), items: times },
    { label: t('Show'), items: looks },
    { label: t('Events'), items: eventItems(state, actions) },
    ...(state.commands.includes('deleteEventLog') ? [deleteGroup(actions)] : []),
  ];
}

function eventItems({ start }: PanelState, actions: Actions): readonly MenuItem[] {
  const item = (act: PanelAct): MenuItem => ({ label: actLabels[act], hint: actions.keyOf(act), run: () => actions.act(act) });
  return [
    item('compose'),
    item('importEvents'),
    { label: t('Export Events as NDJSON'), run: () => actions.export('ndjson') },
    { label: t('Export Events as JSON'), run: () => actions.export('json') },
    ...(start === null ? [] : [{ label: t('Show Cleared Events'), run: () => actions.showCleared() }]),
  ];
}

function deleteGroup(actions: Actions): MenuGroup {
  return { label: t('Log'), items: [{ label: t('Delete Event Log…'), run: () => actions.run('deleteEventLog') }] };
}
