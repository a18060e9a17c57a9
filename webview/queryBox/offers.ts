import { type CompletionOption, completionsAt, type Seen } from '../../src/shared/query/completion.ts';
import type { Offer, Offers } from '../views/comboBox.ts';

const icons = {
  field: 'filter',
  type: 'symbol-event',
  source: 'broadcast',
  path: 'symbol-field',
  value: 'symbol-constant',
  recent: 'history',
} as const satisfies Readonly<Record<CompletionOption['kind'], string>>;

/** What the query box offers: for the word at the caret, and the last filters while there is nothing. */
export function queryOffers(text: string, caret: number, seen: Seen, queries: readonly string[]): Offers {
  const { from, to, options } = completionsAt(text, caret, seen);
  if (text.trim() !== '') return { from, to, options: options.map(toOffer) };
  const recent = queries.map((query) => toOffer({ text: query, label: query, kind: 'recent' }));
  return { from: 0, to: text.length, options: [...recent, ...options.map(toOffer)] };
}

function toOffer({ text, label, detail, kind }: CompletionOption): Offer {
  return { text, label, icon: icons[kind], ...(detail !== undefined && { detail }) };
}
