export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [key: string]: JsonValue };

/** Browsers that do not know it do not make such objects either; the library's types do not know it yet. */
const { isRawJSON } = JSON as { isRawJSON?: (value: unknown) => boolean };

/** Not a number that is kept as its text (see `parseExactJson`). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawJSON?.(value);
}

/** The value, with a number in place of its text. */
export function plainNumber(value: unknown): unknown {
  return isRawJSON?.(value) ? Number((value as { readonly rawJSON: string }).rawJSON) : value;
}
