import { html, nothing, type TemplateResult } from 'lit';

/** A codicon. The word that says the same is beside it or on its button. */
export function icon(name: string, extra = ''): TemplateResult {
  return html`<span class="codicon codicon-${name} ${extra}" aria-hidden="true"></span>`;
}

export type IconButton = {
  readonly name: string;
  readonly title: string;
  /** What a switch is for; the title says what a click does to it. */
  readonly label?: string;
  /** Makes it a switch. */
  readonly isPressed?: boolean;
  readonly run: () => void;
  /** It stays focusable: a button that is disabled by its own click would throw the keyboard out. */
  readonly isDisabled?: boolean;
  /** Words beside the icon; they are the name of the button then, and the title only explains. */
  readonly text?: TemplateResult;
};

export function iconButton({ name, title, label = title, isPressed, run, isDisabled = false, text }: IconButton): TemplateResult {
  return html`<button
    type="button"
    class="icon-button"
    title=${title}
    aria-label=${text ? nothing : label}
    aria-pressed=${isPressed === undefined ? nothing : String(isPressed)}
    aria-disabled=${isDisabled ? 'true' : nothing}
    @click=${() => !isDisabled && run()}
  >${icon(name)}${text ? html`<span class="icon-button-text">${text}</span>` : nothing}</button>`;
}
