import { html } from 'lit';
import type { ErrorInfo } from '../../src/shared/errors.ts';
import type { Listening } from '../../src/shared/listening.ts';
import type { PanelCommand } from '../../src/shared/panel.ts';
import { visibleText } from '../../src/shared/visibleText.ts';
import { commandLabels, commandsFor } from '../commands.ts';
import { t, translated } from '../l10n.ts';
import { sourceText, sourceTitle } from '../meter/words.ts';
import { icon } from './icon.ts';
import { sentenceView } from './sentence.ts';

const stateWords: Readonly<Record<Listening['status'], string>> = {
  starting: t('Opening…'),
  active: t('Listening'),
  error: t('Interrupted'),
  stopped: t('Off'),
};

/** What the microphone does, and which one it is. */
export function meterNameView(listening: Listening) {
  return html`<div class="meter-name" title=${sourceTitle(listening)}>
    <span class="meter-state" role="status">
      ${stateIcon(listening)}${stateWords[listening.status]}
    </span>
    <bdi class="meter-source">${sourceText(listening)}</bdi>
  </div>`;
}

function stateIcon({ status, problem }: Listening) {
  if (status === 'active') return problem ? icon('warning', 'is-degraded') : icon('mic-filled', 'is-on');
  return icon('mic', status === 'error' ? 'is-degraded' : '');
}

type Ways = { readonly commands: readonly PanelCommand[]; readonly run: (command: PanelCommand) => void };

/** Why no sound arrives, or what is odd about it, and the ways out that there are here. */
export function problemView(problem: ErrorInfo, { commands: offered, run }: Ways) {
  const commands = commandsFor(problem).filter((command) => offered.includes(command));
  const { message, next } = translated(problem);
  return html`<div class="meter-problem">
    ${icon('warning', 'is-degraded')}
    <div class="meter-words">
      <p role="status" title=${visibleText(t('{0} {1}', message, next))}>
        ${sentenceView(message)} <span class="meter-next">${sentenceView(next)}</span>
      </p>
      <span class="meter-ways">
        ${commands.map((command) => html`<button type="button" class="link" @click=${() => run(command)}>${commandLabels[command]}</button> `)}
      </span>
    </div>
  </div>`;
}
