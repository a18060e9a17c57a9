import { type PanelAct, panelActs } from '../../src/shared/panel.ts';
import type { Actions } from '../actions.ts';
import { commandLabels } from '../commands.ts';
import type { PanelState } from '../store.ts';
import { type TimeMode, timeModes } from '../time.ts';
import type { MenuGroup, MenuItem } from './menu.ts';
import { menuButton } from './menuButton.ts';

const timeLabels: Readonly<Record<TimeMode, string>> = { clock: 'Time of Day', ago: 'Time Ago', delta: 'Time Since the Row Before' };

/** How the rows are shown, and what can be done with all of them. */
export function viewMenuView(state: PanelState, actions: Actions) {
  return menuButton('ellipsis', 'View and more', () => groupsOf(state, actions));
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
    { label: 'Group Repeats', check: grouping, run: () => dispatch({ kind: 'groupingToggled' }) },
    { label: 'Activity Strip', check: activity, run: () => dispatch({ kind: 'activityToggled' }) },
  ];
  return [
    { label: 'Time', items: times },
    { label: 'Show', items: looks },
    { label: 'Events', items: eventItems(state, actions) },
    ...(state.commands.includes('deleteEventLog') ? [deleteGroup(actions)] : []),
  ];
}

function eventItems({ start }: PanelState, actions: Actions): readonly MenuItem[] {
  const item = (act: PanelAct): MenuItem => ({ label: panelActs[act].title, hint: actions.keyOf(act), run: () => actions.act(act) });
  return [
    item('compose'),
    item('importEvents'),
    { label: `${panelActs.exportEvents.title} as NDJSON`, run: () => actions.export('ndjson') },
    { label: `${panelActs.exportEvents.title} as JSON`, run: () => actions.export('json') },
    ...(start === null ? [] : [{ label: 'Show Cleared Events', run: () => actions.showCleared() }]),
  ];
}

function deleteGroup(actions: Actions): MenuGroup {
  return { label: 'Log', items: [{ label: `${commandLabels.deleteEventLog}…`, run: () => actions.run('deleteEventLog') }] };
}
