import './banner.ts';
import { html, nothing } from 'lit';
import type { ErrorInfo } from '../../src/shared/errors.ts';
import type { PanelCommand } from '../../src/shared/panel.ts';
import type { Actions } from '../actions.ts';
import { commandLabels, commandsFor, effectiveIn } from '../commands.ts';
import { t } from '../l10n.ts';
import type { PanelState } from '../store.ts';
import type { Banner } from './banner.ts';

/** What is wrong, above the rows: the hub's problem, what it cannot do while it runs, and calls that failed. */
export function bannersView(state: PanelState, actions: Actions) {
  const banners = bannersOf(state, actions);
  if (banners.length === 0) return nothing;
  return html`<div class="banners">
    ${banners.map((banner) => html`<ds-banner .banner=${banner} .copy=${actions.copy}></ds-banner>`)}
  </div>`;
}

function bannersOf({ phase, status, notice, commands: offered }: PanelState, actions: Actions): readonly Banner[] {
  const commands = (error: ErrorInfo, fallback: readonly PanelCommand[] = []): Banner['buttons'] =>
    effectiveIn(status, commandsFor(error, fallback))
      .filter((command) => offered.includes(command))
      .map((command) => ({ label: commandLabels[command], run: () => actions.run(command) }));
  const closing = ({ code }: ErrorInfo): Pick<Banner, 'close'> =>
    code === 'token-required' && offered.includes('goOnWithoutToken') ? { close: () => actions.run('goOnWithoutToken') } : {};
  const banners: Banner[] = [];
  if (status.state === 'problem') {
    banners.push({ severity: 'error', error: status.error, buttons: commands(status.error, ['start', 'reconnect', 'showLog']) });
  }
  if (status.state === 'on') {
    for (const error of status.problems)
      banners.push({ severity: 'warning', error, buttons: commands(error, ['showLog']), ...closing(error) });
  }
  if (notice && phase === 'failed')
    banners.push({ severity: 'error', error: notice, buttons: [{ label: t('Try Again'), run: actions.retry }] });
  else if (notice) {
    const close = (): void => actions.dispatch({ kind: 'noticeClosed' });
    banners.push({ severity: 'error', error: notice, buttons: commands(notice), close });
  }
  return banners;
}
