import type { Searchable } from './query.ts';

/**
 * Text in which upper and lower case are the same. Parts of a text fold to parts of what it folds to, which lower case alone does not keep:
 * it writes a sigma at the end of a word in another way.
 */
export function foldCase(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}

/** What free text is searched in: type, source and data as JSON, folded. It costs as much as the event is large, so callers may keep it. */
export function searchTextOf({ type, source, data }: Searchable): string {
  return foldCase(`${type}\n${source ?? ''}\n${JSON.stringify(data)}`);
}
