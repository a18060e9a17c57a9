import '@vscode-elements/elements/dist/vscode-button/index.js';
import './comboBox.ts';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { live } from 'lit/directives/live.js';
import type { ErrorInfo } from '../../src/shared/errors.ts';
import type { DraftText, Template } from '../../src/shared/panel.ts';
import type { Actions } from '../actions.ts';
import { commandKey } from '../commandKey.ts';
import { type ComposerSeed, checkDraft, type DraftField, type DraftProblem, emptyDraft, formatData, indented } from '../composer/draft.ts';
import { t, translated } from '../l10n.ts';
import { seenIn } from '../queryBox/seen.ts';
import type { PanelState } from '../store.ts';
import { lineText } from '../text.ts';
import { closeOnEscape } from './closeOnEscape.ts';
import { comboBox, type Offers } from './comboBox.ts';
import { iconButton } from './icon.ts';
import { sentenceView } from './sentence.ts';

/** After so long without a key the draft is looked through. */
const PAUSE_MS = 300;
const TYPES = 50;

/** Where an event is written and sent. What is left in it is there again when it opens the next time. */
class Composer extends LitElement {
  static override properties = {
    seed: { attribute: false },
    // New with each event that comes, and looked at only on a key.
    state: { attribute: false, hasChanged: () => false },
    actions: { attribute: false },
    draft: { state: true },
    templates: { state: true },
    problems: { state: true },
    failure: { state: true },
  };

  declare seed: ComposerSeed;
  declare state: PanelState;
  declare actions: Actions;
  declare draft: DraftText;
  declare templates: readonly Template[];
  /** What is wrong with the draft, as far as it is time to say so. */
  declare problems: readonly DraftProblem[];
  /** Why it did not go out. */
  declare failure: ErrorInfo | null;
  /** What was handed over and has no answer yet. */
  readonly #underWay = new Set<DraftText>();
  /** It has something that was not sent. */
  #isTouched = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.draft = emptyDraft;
    this.templates = [];
    this.problems = [];
    this.failure = null;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#leave(this.seed);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('seed')) return;
    const left = changed.get('seed');
    if (left) this.#leave(left);
    this.#isTouched = false;
    this.draft = this.seed.draft;
    this.problems = [];
    this.failure = null;
    void this.actions.templates().then((templates) => {
      this.templates = templates;
    });
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has('seed')) return;
    const field = this.querySelector<HTMLElement>(this.draft.type === '' ? 'ds-combo-box' : '#composer-data');
    field?.focus();
    if (field instanceof HTMLTextAreaElement) field.setSelectionRange(0, 0);
  }

  override render() {
    const { seed } = this;
    const failure = this.failure && translated(this.failure);
    const title = seed.of === null ? t('Compose event') : t('Edit and resend');
    return html`<section class="composer" aria-label=${title} @keydown=${this.#onKey}>
      <header class="composer-header"><h2>${title}</h2>${this.#templatesView()}
        ${iconButton({ name: 'close', title: t('Close, and keep the draft (Esc)'), run: this.#close })}</header>
      <div class="composer-fields">${this.#typeView()}${this.#sourceView()}${this.#problemView('type')}${this.#problemView('source')}</div>
      ${this.#dataView()}
      ${failure ? html`<p class="composer-problem" role="alert">${sentenceView(failure.message)} ${sentenceView(failure.next)}</p>` : nothing}
      <footer class="composer-buttons">
        <vscode-button title=${t('Send ({0}+Enter)', commandKey)} @click=${this.#send}>${t('Send')}</vscode-button>
        <vscode-button secondary @click=${this.#save}>${t('Save as Fixture')}</vscode-button>
        <vscode-button secondary class="composer-format" @click=${this.#format}>${t('Format')}</vscode-button>
      </footer>
    </section>`;
  }

  #templatesView() {
    const choices = this.#choices();
    if (choices.length === 0) return nothing;
    return html`<select class="composer-templates" aria-label=${t('Template')} @change=${this.#onTemplate}>
      <option value="" selected>${t('Template…')}</option>
      ${choices.map(({ label }, index) => html`<option value=${index}>${lineText(label)}</option>`)}
    </select>`;
  }

  /** What the draft can begin from. */
  #choices(): readonly { readonly label: string; readonly draft: DraftText }[] {
    return [
      { label: t('Empty event'), draft: emptyDraft },
      ...this.templates.map(({ name, ...draft }) => ({ label: name, draft: indented(draft) })),
    ];
  }

  #typeView() {
    return html`<div class="composer-field composer-type"><span class="composer-label" aria-hidden="true">${t('Type')}</span>
      ${comboBox({
        id: 'composer-type',
        value: this.draft.type,
        label: t('Type'),
        offersLabel: t('Types seen'),
        placeholder: 'agent.created',
        problemId: this.#problemId('type'),
        offersAt: (text) => this.#typesFor(text),
        change: (type) => this.#change({ type }),
      })}</div>`;
  }

  #sourceView() {
    return html`<div class="composer-field composer-source"><label class="composer-label" for="composer-source">${t('Source')}</label>
      <div class="field"><input
        id="composer-source"
        type="text"
        placeholder=${t('none')}
        autocomplete="off"
        spellcheck="false"
        aria-invalid=${this.#problemId('source') ? 'true' : nothing}
        aria-describedby=${this.#problemId('source') ?? nothing}
        .value=${live(this.draft.source ?? '')}
        @input=${(event: InputEvent) => this.#change({ source: (event.target as HTMLInputElement).value || null })}
      /></div></div>`;
  }

  #dataView() {
    return html`<div class="composer-field composer-data"><label class="only-read" for="composer-data">${t('Data, as JSON')}</label>
      <textarea
        id="composer-data"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        wrap="off"
        aria-invalid=${this.#problemId('data') ? 'true' : nothing}
        aria-describedby=${this.#problemId('data') ?? nothing}
        .value=${live(this.draft.data)}
        @input=${(event: InputEvent) => this.#change({ data: (event.target as HTMLTextAreaElement).value })}
      ></textarea>${this.#problemView('data')}</div>`;
  }

  #problem(field: DraftField): DraftProblem | undefined {
    return this.problems.find((problem) => problem.field === field);
  }

  #problemId(field: DraftField): string | undefined {
    return this.#problem(field) && `composer-${field}-problem`;
  }

  #problemView(field: DraftField) {
    const problem = this.#problem(field);
    if (!problem) return nothing;
    return html`<p id="composer-${field}-problem" class="composer-problem" role="status">${problem.message}</p>`;
  }

  #typesFor(text: string): Offers {
    const typed = text.toLowerCase();
    const options = seenIn(this.state.rows)
      .types.filter((type) => type.toLowerCase().includes(typed) && type !== text)
      // What begins so comes first.
      .sort((a, b) => Number(b.toLowerCase().startsWith(typed)) - Number(a.toLowerCase().startsWith(typed)))
      .map((type) => ({ text: type, label: type }));
    return { from: 0, to: text.length, options: options.slice(0, TYPES) };
  }

  #change(part: Partial<DraftText>): void {
    this.draft = { ...this.draft, ...part };
    this.failure = null;
    this.#isTouched = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#look, PAUSE_MS);
  }

  readonly #look = (): void => {
    this.#keep(this.seed);
    const checked = checkDraft(this.draft);
    // A type that is still to be written is no mistake yet.
    this.problems = checked.ok ? [] : checked.problems.filter(({ field }) => field !== 'type' || this.draft.type !== '');
  };

  #keep({ of }: ComposerSeed): void {
    if (this.#isTouched) this.actions.dispatch({ kind: 'drafted', seed: { draft: this.draft, of } });
  }

  /** Nobody loses what was written, however the composer goes away. */
  #leave(seed: ComposerSeed): void {
    this.#keep(seed);
    if (this.#isTouched) this.actions.dispatch({ kind: 'flashed', flash: { text: t('The draft is kept') } });
  }

  readonly #onTemplate = (event: Event): void => {
    const select = event.target as HTMLSelectElement;
    const choice = this.#choices()[Number(select.value)];
    select.value = '';
    if (choice) this.#change(choice.draft);
    this.querySelector<HTMLElement>('#composer-data')?.focus();
  };

  readonly #format = (): void => {
    this.#change({ data: formatData(this.draft.data) });
    this.#look();
  };

  readonly #send = (): Promise<void> =>
    this.#hand(
      (draft) => this.actions.send(draft),
      (sent) => this.#forget(sent),
    );
  readonly #save = (): Promise<void> => this.#hand((draft) => this.actions.saveFixture(draft));

  /** Hands a right draft over; of a wrong one it shows where. */
  async #hand(over: (draft: DraftText) => Promise<ErrorInfo | null>, done = (_draft: DraftText): void => {}): Promise<void> {
    const { draft, seed } = this;
    if (this.#underWay.has(draft)) return;
    clearTimeout(this.#timer);
    this.#keep(seed);
    const checked = checkDraft(draft);
    this.problems = checked.ok ? [] : checked.problems;
    if (!checked.ok) return this.#show(checked.problems);
    this.failure = null;
    this.#underWay.add(draft);
    const failure = await over(checked.draft);
    this.#underWay.delete(draft);
    if (!failure) done(draft);
    else if (this.isConnected && this.seed === seed) this.failure = failure;
    // It would show at another event, or nowhere.
    else this.actions.dispatch({ kind: 'noticed', error: failure });
  }

  #show([problem]: readonly DraftProblem[]): void {
    if (!problem) return;
    const field = this.querySelector<HTMLInputElement | HTMLTextAreaElement>(`#composer-${problem.field}`);
    field?.focus();
    if (problem.at !== undefined) field?.setSelectionRange(problem.at, problem.at + 1);
  }

  /** It went out; what was changed since then is another draft. */
  #forget(sent: DraftText): void {
    if (this.draft === sent) this.#isTouched = false;
    this.actions.dispatch({ kind: 'draftSent', draft: sent });
  }

  readonly #close = (): void => {
    this.actions.dispatch({ kind: 'composerClosed' });
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    closeOnEscape(event, this.#close);
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    void this.#send();
  };
}

customElements.define('ds-composer', Composer);

/** The second pane while an event is composed: `state.composer` is the seed. */
export function composerView(state: PanelState, seed: ComposerSeed, actions: Actions) {
  return html`<ds-composer .seed=${seed} .state=${state} .actions=${actions}></ds-composer>`;
}
