/** What JSON leaves as it is and some readers do not: breaks of lines, commands of terminals, turns of the reading direction. */
const SPECIAL = /[\u007f-\u009f\u2028\u2029]|\p{Bidi_Control}/gu;

/** JSON in one line of printable text, which says the same to every parser. */
export function toJsonLine(value: object): string {
  return JSON.stringify(value).replace(SPECIAL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** From 16 digits on an integer may be none that JavaScript can hold: ids of databases are often so large. */
const MAY_HAVE_LARGE_INTEGER = /\d{16}/;

/** Built into Node since version 21; the library's types do not know it yet. */
type ExactJson = {
  parse(text: string, revive: (key: string, value: unknown, context: { readonly source?: string }) => unknown): unknown;
  rawJSON(source: string): unknown;
};

/**
 * Parses JSON that is handed on: integers that a number cannot hold keep their digits, and `JSON.stringify` writes them as they came.
 *
 * @throws SyntaxError
 */
export function parseExactJson(text: string): unknown {
  if (!MAY_HAVE_LARGE_INTEGER.test(text)) return JSON.parse(text);
  const exact = JSON as unknown as ExactJson;
  return exact.parse(text, (_, value, { source }) =>
    typeof value === 'number' && source !== undefined && /^-?\d+$/.test(source) && !Number.isSafeInteger(value)
      ? exact.rawJSON(source)
      : value,
  );
}
