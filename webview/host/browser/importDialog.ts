import { html, nothing, type TemplateResult } from 'lit';
import type { EventFile } from '../../../src/client/eventFiles/readEventFile.ts';
import type { ReplayTiming } from '../../../src/client/eventFiles/replay.ts';
import { durationText, scheduleOf, spanOf } from '../../../src/client/eventFiles/schedule.ts';
import { visibleText } from '../../../src/shared/visibleText.ts';
import { plural } from '../../text.ts';
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
      <h1 id="dialog-title">Replay ${plural(file.events.length, 'event')}</h1>
      <p id="dialog-words">From <bdi>${visibleText(name)}</bdi>. They are published once more, as new events.</p>
      ${problemsView(file)}
      ${timingView(file, choose)}
      <div class="card-buttons">
        <button type="button" autofocus @click=${() => close(null)}>Cancel</button>
        <button type="submit" class="is-first" ?disabled=${file.events.length === 0}>Replay</button>
      </div>
    </form>`;
  };
  return askInDialog<ReplayTiming | null>(body, null);
}

function timingView({ events }: EventFile, choose: (timing: ReplayTiming) => () => void): TemplateResult {
  const { durationMs } = spanOf(scheduleOf(events));
  return html`<fieldset>
    <legend>How fast</legend>
    <label><input type="radio" name="timing" checked @change=${choose('at-once')} />At once</label>
    <label><input type="radio" name="timing" @change=${choose('original')} />With the original timing (${durationText(durationMs)})</label>
  </fieldset>`;
}

function problemsView({ problems }: EventFile) {
  if (problems.length === 0) return nothing;
  const rest = problems.length - SHOWN_PROBLEMS;
  return html`<div class="card-problem"><p>${problems.length === 1 ? 'One mistake is' : `${problems.length} mistakes are`} left out:</p>
    <ul>${problems.slice(0, SHOWN_PROBLEMS).map(({ line, message }) => html`<li>Line ${line}: ${visibleText(message)}</li>`)}
      ${rest > 0 ? html`<li>… and ${rest} more</li>` : nothing}</ul></div>`;
}
