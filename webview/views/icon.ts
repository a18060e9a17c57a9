import { html, nothing, type TemplateResult } from 'lit';

/** A codicon. The word that says the same is beside it or on its button. */
export function icon(name: string, extra = ''): TemplateResult {
  return html`<span class="codicon codicon-${name} ${extra}" aria-hidden="true"></span>`;
}

export type IconButton = {
  readonly name: string;
  readonly title: string;
  /** What it is, where the title says only what a click does. */
  readonly label?: string;
  /** Makes it a switch. */
  readonly isPressed?: boolean;
  readonly run: () => void;
  /** It stays focusable: a button that is disabled by its own click would throw the keyboard out. */
  readonly isDisabled?: boolean;
  /** Beside the icon; the label says it, too. */
  readonly text?: string;
};

export function iconButton({ name, title, label = title, isPressed, run, isDisabled = false, text }: IconButton): TemplateResult {
  return html`<button
    type="button"
    class="icon-button"
    title=${title}
    aria-label=${label}
    aria-pressed=${isPressed === undefined ? nothing : String(isPressed)}
    aria-disabled=${isDisabled ? 'true' : nothing}
    @click=${() => !isDisabled && run()}
  >${icon(name)}${text ? html`<span class="icon-button-text">${text}</span>` : nothing}</button>`;
}
