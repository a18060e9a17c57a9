import { html, nothing, type TemplateResult } from 'lit';
import type { EventFile } from '../../../src/client/eventFiles/readEventFile.ts';
import type { ReplayTiming } from '../../../src/client/eventFiles/replay.ts';
import { durationText, scheduleOf, spanOf } from '../../../src/client/eventFiles/schedule.ts';
import { visibleText } from '../../../src/shared/visibleText.ts';
import { filled, t } from '../../l10n.ts';
import { counted, formatCount } from '../../text.ts';
import { askInDialog } from './dialog.ts';
import { showReplay } from './replayLine.ts';

export type ImportQuestion = {
  /** Name of the file. */
  readonly name: string;
  readonly file: EventFile;
  /** Publishes the events. Resolves with how many. */
  readonly replay: (timing: ReplayTiming, signal: AbortSignal, onProgress: (published: number) => void) => Promise<number>;
};

/** Of the mistakes so many are listed. */
const SHOWN_PROBLEMS = 5;

/** Asks how fast a file is to be published, and publishes it beside the page. Resolves with how many events are published; null for none. */
export async function askToReplay({ name, file, replay }: ImportQuestion): Promise<number | null> {
  const timing = await askForTiming(name, file);
  if (timing === null) return null;
  return showReplay({ name, all: file.events.length }, (signal, onProgress) => replay(timing, signal, onProgress));
}

function askForTiming(name: string, file: EventFile): Promise<ReplayTiming | null> {
  let timing: ReplayTiming = 'at-once';
  const choose = (chosen: ReplayTiming) => () => {
    timing = chosen;
  };
  const body = (close: (answer: ReplayTiming | null) => void): TemplateResult => {
    const start = (event: SubmitEvent): void => {
      event.preventDefault();
      close(timing);
    };
    return html`<form class="card" @submit=${start}>
      <h1 id="dialog-title">${counted(file.events.length, t('Replay {0} event'), t('Replay {0} events'))}</h1>
      <p id="dialog-words">${filled(t('From {0}. They are published once more, as new events.'), html`<bdi>${visibleText(name)}</bdi>`)}</p>
      ${problemsView(file)}
      ${timingView(file, choose)}
      <div class="card-buttons">
        <button type="button" autofocus @click=${() => close(null)}>${t('Cancel')}</button>
        <button type="submit" class="is-first" ?disabled=${file.events.length === 0}>${t('Replay')}</button>
      </div>
    </form>`;
  };
  return askInDialog<ReplayTiming | null>(body, null);
}

function timingView({ events }: EventFile, choose: (timing: ReplayTiming) => () => void): TemplateResult {
  const { durationMs } = spanOf(scheduleOf(events));
  return html`<fieldset>
    <legend>${t('How fast')}</legend>
    <label><input type="radio" name="timing" checked @change=${choose('at-once')} />${t('At once')}</label>
    <label><input type="radio" name="timing" @change=${choose('original')} />${t('With the original timing ({0})', durationText(durationMs))}</label>
  </fieldset>`;
}

function problemsView({ problems }: EventFile) {
  if (problems.length === 0) return nothing;
  const rest = problems.length - SHOWN_PROBLEMS;
  return html`<div class="card-problem"><p>${leftOutText(problems.length)}</p>
    <ul>${problems.slice(0, SHOWN_PROBLEMS).map(({ line, message }) => html`<li>${t('Line {0}: {1}', line, visibleText(message))}</li>`)}
      ${rest > 0 ? html`<li>${t('… and {0} more', rest)}</li>` : nothing}</ul></div>`;
}

function leftOutText(count: number): string {
  return count === 1 ? t('One mistake is left out:') : t('{0} mistakes are left out:', formatCount(count));
}
