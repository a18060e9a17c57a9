import type { ErrorInfo } from '../shared/errors.ts';
import { dateLocale, momentFormat, writableLanguage } from '../shared/language.ts';
import { fill } from '../shared/placeholders.ts';

type Argument = string | number;

/** What failed, and what to do now. */
export type Sentences = Pick<ErrorInfo, 'message' | 'next'>;

/** What shows our texts in one language. */
export type Translator = {
  readonly t: (english: string, ...values: Argument[]) => string;
  /** Of the words, so that numbers and dates beside them are written alike. */
  readonly language: string;
};

/** What is needed of the module `vscode`. */
export type Editor = {
  readonly l10n: Pick<Translator, 't'> & { readonly bundle: object | undefined };
  readonly env: { readonly language: string };
};

/**
 * English until the editor says otherwise. It is kept here, rather than passed to every function that has words or imported from `vscode`:
 * most of our modules know nothing of the editor, so that tests can run them without one, and the language is the same for all of them.
 */
let current: Translator = { t: fill, language: 'en' };

export function translateBy(translator: Translator): void {
  current = translator;
}

/** Each bundle does this first: it has its own copy of this module. Where the language of the editor has no bundle, we speak English throughout. */
export function translateAs({ l10n: { t, bundle }, env }: Editor): void {
  translateBy({ t, language: bundle ? writableLanguage(env.language) : 'en' });
}

/** Texts for people, as `vscode.l10n` has them: call it when a text is shown, since no language is known while modules load. */
export const l10n = {
  /** @param english a literal, by which `scripts/l10n.ts` finds it and translations are named */
  t: (english: string, ...values: Argument[]): string => current.t(english, ...values),
  number: (value: number): string => value.toLocaleString(current.language),
  day: (time: Date): string => time.toLocaleDateString(dateLocale(current.language), { day: 'numeric', month: 'short', year: 'numeric' }),
  /** A date and a time. */
  moment: (time: Date): string => time.toLocaleString(dateLocale(current.language), momentFormat),
};

/**
 * What failed, for people. The hub and our command speak English, so its sentence is looked up in what is translated of the error catalogue;
 * what was said in the language of the editor already is not found there and stays as it is.
 */
export function translated({ message, next }: Sentences): Sentences {
  return { message: current.t(message), next: current.t(next) };
}
