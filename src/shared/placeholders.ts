type Value = string | number;
/** In their order, or by their names. */
export type Values = readonly Value[] | readonly [Readonly<Record<string, Value>>];

/** `{0}` or `{name}`; what is in the braces is captured. */
export const placeholder = /\{(\w+)\}/g;

/** Puts values into a text, as `vscode.l10n.t` does: where none is given the placeholder stays. */
export function fill(text: string, ...values: Values): string {
  const [first] = values;
  const named = (typeof first === 'object' ? first : values) as Readonly<Record<string, Value>>;
  return text.replace(placeholder, (whole, name: string) => String(named[name] ?? whole));
}
