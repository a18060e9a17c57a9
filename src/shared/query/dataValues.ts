import { isJsonObject, type JsonValue } from '../json.ts';

const INDEX = /^\d{1,9}$/;

/** Whether a key of a path says which element of an array is meant. */
export function isIndex(key: string): boolean {
  return INDEX.test(key);
}

/** The values at a path. Of an array each element is one, unless the path says which. */
export function valuesAt(value: JsonValue | undefined, path: readonly string[]): readonly JsonValue[] {
  const found: JsonValue[] = [];
  collect(value, { path, found }, 0);
  return found;
}

function collect(
  value: JsonValue | undefined,
  into: { readonly path: readonly string[]; readonly found: JsonValue[] },
  depth: number,
): void {
  const key = into.path[depth];
  if (value === undefined) return;
  if (isArray(value)) {
    if (key !== undefined && isIndex(key)) collect(value[Number(key)], into, depth + 1);
    else for (const element of value) collect(element, into, depth);
  } else if (key === undefined) {
    into.found.push(value);
  } else if (isJsonObject(value) && Object.hasOwn(value, key)) {
    collect(value[key], into, depth + 1);
  }
}

/** The text of a value: that of a string is what it says, that of anything else its JSON. */
export function textOfValue(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
