import { type ErrorInfo, toErrorInfo } from '../../src/shared/errors.ts';
import type { HubEvent } from '../../src/shared/events.ts';
import { type DraftText, type ExportAnswer, type ExportFormat, type PanelAct, panelActs } from '../../src/shared/panel.ts';
import { fixTimes } from '../../src/shared/query/fixTimes.ts';
import type { Actions } from '../actions.ts';
import { emptyDraft, indented, seedFor } from '../composer/draft.ts';
import type { PanelHost } from '../host/host.ts';
import { format, plural, t } from '../l10n.ts';
import { pinWords } from '../pins/words.ts';
import { type EventRow, identityOf } from '../row.ts';
import type { Action, PanelState } from '../store.ts';
import { counted, formatCount, jsonText, lineText } from '../text.ts';
import { currentRow } from './currentRow.ts';
import { exactEvent } from './exactEvent.ts';
import { watchPlace } from './place.ts';
import { curlSnippet, fetchSnippet, httpxSnippet, type Snippet } from './snippets.ts';

export type ActParts = {
  readonly host: PanelHost;
  readonly dispatch: (action: Action) => void;
  readonly current: () => PanelState;
  /** Clears the view, and offers to undo that. */
  readonly clear: () => void;
  readonly undoClear: () => void;
};

export type Acts = Pick<Actions, 'act' | 'keyOf' | 'send' | 'saveFixture' | 'templates' | 'export' | 'openFile'>;

type ActOfEvent = { [A in PanelAct]: (typeof panelActs)[A]['isOfEvent'] extends true ? A : never }[PanelAct];

/** What to say when it is done; null for what shows by itself. */
type Words = string | null;
type Act = () => Words | Promise<Words>;

/** What a person can do beside looking, by whatever way. */
export function createActs(parts: ActParts): Acts {
  const { host, dispatch, current } = parts;
  const ofEvent = createEventActs(parts);
  const ofPanel = createPanelActs(parts);
  const say = (text: string): void => dispatch({ kind: 'flashed', flash: { text } });
  const underWay = new Set<string>();
  /** A key that is held down, or a second click, does not do it again before the first is done. */
  const perform = async (name: string, act: Act): Promise<void> => {
    if (underWay.has(name)) {
      // It may take hours, out of sight.
      if (name === 'importEvents') say(t('An import is still under way: wait for its end, or stop it, and import the next file then.'));
      return;
    }
    underWay.add(name);
    try {
      const words = await act();
      if (words !== null) say(words);
    } catch (error) {
      dispatch({ kind: 'noticed', error: toErrorInfo(error) });
    } finally {
      underWay.delete(name);
    }
  };
  const settle = async (act: () => Promise<Words>): Promise<ErrorInfo | null> => {
    try {
      const words = await act();
      if (words !== null) say(words);
      return null;
    } catch (error) {
      return toErrorInfo(error);
    }
  };
  return {
    act(act, of) {
      if (!isOfEvent(act)) return void perform(act, ofPanel[act]);
      const row = of ?? currentRow(current());
      if (row) void perform(`${act} ${identityOf(row)}`, () => ofEvent[act](row));
      else say(t('Choose an event first.'));
    },
    keyOf: (act) => (host.bindsKeys ? undefined : letterOf(act)),
    send: (draft) => settle(() => send(host, draft, t('Sent: {0}'))),
    saveFixture: (draft) => settle(() => saveFixture(host, draft)),
    // A draft can be written without them.
    templates: () => host.calls.templates().catch(() => []),
    export: (format) => void perform('exportEvents', () => exportEvents(parts, format)),
    openFile: (place) => void perform('openFile', async () => host.calls.openFile(place).then(() => null)),
  };
}

/** The letter that does it wherever nobody can bind another one. */
export function letterOf(act: PanelAct): string | undefined {
  const { key } = { key: undefined, ...panelActs[act] };
  return key;
}

function createEventActs({ host, dispatch, current }: ActParts): Readonly<Record<ActOfEvent, (row: EventRow) => ReturnType<Act>>> {
  const copyAs =
    (name: string, text: Snippet) =>
    async ({ event }: EventRow) => {
      const { status, defaultHub } = current();
      await host.calls.copy(text(await exactEvent(host, event), status.state === 'on' ? status : defaultHub));
      return t('Copied as {0}', name);
    };
  /** Edits so far. */
  let edits = 0;
  return {
    resend: async ({ event }) => send(host, draftOf(await exactEvent(host, event)), t('Sent again: {0}')),
    async edit(row) {
      const isHere = watchPlace(current);
      const turn = ++edits;
      const draft = indented(draftOf(await exactEvent(host, row.event)));
      // The person has chosen another one since, or is busy elsewhere: it would take what they do out of their hands.
      if (turn === edits && isHere()) dispatch({ kind: 'composerOpened', seed: seedFor(row, draft, current().drafts) });
      return null;
    },
    copyJson: copyAs('JSON', jsonText),
    copyCurl: copyAs('curl', curlSnippet),
    copyFetch: copyAs('fetch', fetchSnippet),
    copyHttpx: copyAs('httpx', httpxSnippet),
    togglePin(row) {
      const { memory } = current();
      dispatch({ kind: 'pinToggled', row });
      return pinWords(row.event, memory, current().memory);
    },
    saveFixture: async ({ event }) => saveFixture(host, draftOf(await exactEvent(host, event))),
  };
}

function createPanelActs(parts: ActParts): Readonly<Record<Exclude<PanelAct, ActOfEvent>, Act>> {
  const { host, dispatch, current } = parts;
  return {
    compose() {
      dispatch({ kind: 'composerOpened', seed: seedFor(null, emptyDraft, current().drafts) });
      return null;
    },
    focusFilter() {
      focusFilter();
      return null;
    },
    togglePause() {
      dispatch({ kind: current().isPaused ? 'resumed' : 'paused' });
      return null;
    },
    clear() {
      parts.clear();
      return null;
    },
    undoClear() {
      parts.undoClear();
      return null;
    },
    exportEvents: () => exportEvents(parts, null),
    async importEvents() {
      const count = await host.calls.importEvents();
      if (count === null) return null;
      return counted(count, t('Published {0} event'), t('Published {0} events'));
    },
  };
}

/** The text of the query box is selected: the next letter begins another query. */
export function focusFilter(): void {
  const field = document.querySelector<HTMLInputElement>('#filter-text');
  field?.focus();
  field?.select();
}

async function send({ calls }: PanelHost, draft: DraftText, words: string): Promise<Words> {
  await calls.send(draft);
  return format(words, lineText(draft.type));
}

async function saveFixture({ calls }: PanelHost, draft: DraftText): Promise<Words> {
  const place = await calls.saveFixture(indented(draft));
  return place === null ? null : t('Saved as {0}', lineText(place));
}

async function exportEvents({ host, current }: ActParts, format: ExportFormat | null): Promise<Words> {
  // Times are those of this screen; the host may be in another zone, and asks page by page.
  const query = fixTimes(current().query.text, new Date());
  const done = await host.calls.exportEvents(query, format);
  return done && exportWords(done);
}

function exportWords({ count, to, hasGap }: ExportAnswer): string {
  const whole = plural(count, t('Exported {0} event to {1}'), t('Exported {0} events to {1}'));
  const gapped = t('Exported {0} events to {1}; others between them left the log meanwhile');
  return format(hasGap ? gapped : whole, formatCount(count), lineText(to));
}

function draftOf({ type, data, source }: HubEvent): DraftText {
  return { type, data: JSON.stringify(data), source };
}

function isOfEvent(act: PanelAct): act is ActOfEvent {
  return panelActs[act].isOfEvent;
}
