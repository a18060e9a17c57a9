import { t } from '../l10n.ts';

/** Where a text stops being JSON, and what should be there. */
export type JsonProblem = {
  readonly message: string;
  readonly at: number;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
};

/** Why a text that `JSON.parse` refuses is no JSON; null when it is. Browsers do not agree on telling the place. */
export function jsonProblem(text: string): JsonProblem | null {
  const scanner = new Scanner(text);
  try {
    scanner.value();
    scanner.end();
    return null;
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const before = text.slice(0, error.at).split('\n');
    return { message: error.message, at: error.at, line: before.length, column: (before.at(-1) ?? '').length + 1 };
  }
}

class Mistake extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
/** What goes on after a number or a word makes it another one. */
const MORE = /[\w.+-]+/y;

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): void {
    const next = this.#next();
    if (next === '{') this.#members();
    else if (next === '[') this.#items();
    else if (next === '"') this.#string();
    else this.#plain();
  }

  end(): void {
    if (this.#next() !== '') throw this.#mistake(t('Nothing more may follow here'));
  }

  #members(): void {
    this.#at++;
    if (this.#closes('}')) return;
    do {
      if (this.#next() !== '"')
        throw this.#mistake(
          this.#next() === '}' ? t('There is a comma too many before this') : t('A key in double quotes is missing here'),
        );
      this.#string();
      if (this.#next() !== ':') throw this.#mistake(t('A colon is missing here'));
      this.#at++;
      this.value();
    } while (this.#continues('}'));
  }

  #items(): void {
    this.#at++;
    if (this.#closes(']')) return;
    do {
      if (this.#next() === ']') throw this.#mistake(t('There is a comma too many before this'));
      this.value();
    } while (this.#continues(']'));
  }

  #string(): void {
    const opened = this.#at++;
    for (;;) {
      const character = this.#text[this.#at];
      if (character === '"') break;
      if (character === undefined || character === '\n') throw this.#mistake(t('These quotes are not closed'), opened);
      if (character < ' ') throw this.#mistake(t('Control characters are written as \\t or \\u0009'));
      if (character !== '\\') this.#at++;
      else if (!this.#take(ESCAPE)) throw this.#mistake(t('A backslash is written as \\\\'));
    }
    this.#at++;
  }

  /** A number or a word, which is wrong with anything directly behind it. */
  #plain(): void {
    const start = this.#at;
    const isPlain = this.#take(NUMBER) || this.#take(WORD);
    if (this.#take(MORE)) throw this.#mistake(t('This is no value'), start);
    if (!isPlain) throw this.#mistake(this.#text[start] === "'" ? t('Text needs double quotes') : t('A value is missing here'));
  }

  #closes(bracket: string): boolean {
    if (this.#next() !== bracket) return false;
    this.#at++;
    return true;
  }

  #continues(bracket: string): boolean {
    if (this.#closes(bracket)) return false;
    if (this.#next() !== ',') throw this.#mistake(t('A comma or {0} is missing here', bracket));
    this.#at++;
    return true;
  }

  /** The next character that is no space; nothing at the end. */
  #next(): string {
    this.#take(SPACE);
    return this.#text[this.#at] ?? '';
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #mistake(message: string, at = this.#at): Mistake {
    return new Mistake(message, at);
  }
}
