import type { ErrorInfo } from '../src/shared/errors.ts';
import { writableLanguage } from '../src/shared/language.ts';
import { fill, placeholder, type Values } from '../src/shared/placeholders.ts';
import type { Translations } from '../src/shared/translations.ts';

const { language: pageLanguage, texts } = readPage();
const pluralRules = new Intl.PluralRules(pageLanguage);

/** For a text that was looked up before. */
export { fill as format };

/** What words are in, and numbers written for. */
export const language = pageLanguage;

/**
 * A text for a person: the English one stands in the code, and is shown where there is no translation. As `vscode.l10n.t`: without values
 * the placeholders stay.
 */
export function t(english: string, ...values: Values): string {
  const text = lookUp(english);
  return values.length === 0 ? text : fill(text, ...values);
}

/**
 * What failed, for people. The hub speaks English, so its sentence is looked up in what is translated of the error catalogue; what was said in
 * the language of the page already is not found there and stays as it is.
 */
export function translated({ message, next }: Pick<ErrorInfo, 'message' | 'next'>): Pick<ErrorInfo, 'message' | 'next'> {
  return { message: lookUp(message), next: lookUp(next) };
}

export function isOne(count: number): boolean {
  return pluralRules.select(count) === 'one';
}

/** That one of two whole sentences which a count wants in this language. Both show it: in Russian 21 wants that for one. */
export function plural(count: number, one: string, other: string): string {
  return isOne(count) ? one : other;
}

/** The pieces of a sentence for a template: elements stand in the places of `{0}` and so on. */
export function filled(sentence: string, ...values: readonly unknown[]): readonly unknown[] {
  return sentence.split(placeholder).map((piece, index) => (index % 2 === 1 ? values[Number(piece)] : piece));
}

/** The page of VS Code brings the translations along: words that never change are looked up when their module is loaded. */
function readPage(): { readonly language: string; readonly texts?: ReadonlyMap<string, string> } {
  // In Node, where the parts without a page are tested, there is no document.
  const json = globalThis.document?.querySelector<HTMLMetaElement>('meta[name="translations"]')?.content;
  if (!json) return { language: 'en' };
  const { language, texts } = JSON.parse(json) as Translations;
  return { language: writableLanguage(language), texts: new Map(Object.entries(texts)) };
}

function lookUp(english: string): string {
  return texts?.get(english) ?? english;
}
