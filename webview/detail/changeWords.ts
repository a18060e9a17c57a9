import type { JsonValue } from '../../src/shared/json.ts';
import type { Look } from '../deliveries/words.ts';
import { t } from '../l10n.ts';
import { LINE_CHARACTERS, lineText } from '../text.ts';
import type { Change } from './diff.ts';

/** Icons of the kinds, and the words that say the same. */
export const changeLooks: Readonly<Record<Change['kind'], Look>> = {
  added: { icon: 'diff-added', tone: 'is-good', word: t('Added') },
  removed: { icon: 'diff-removed', tone: 'is-bad', word: t('Removed') },
  changed: { icon: 'diff-modified', tone: 'is-odd', word: t('Changed') },
};

/** What equal beginnings are cut to. */
const CONTEXT_CHARACTERS = 20;

/** What a change shows of the values, each on one line: of long ones the part that differs. */
export function valueLines(change: Change): { readonly before?: string; readonly after?: string } {
  if (change.kind === 'added') return { after: lineOf(change.after) };
  if (change.kind === 'removed') return { before: lineOf(change.before) };
  const [before, after] = [JSON.stringify(change.before), JSON.stringify(change.after)];
  const start = Math.max(before.length, after.length) > LINE_CHARACTERS ? startOfDifference(before, after) : 0;
  const part = (text: string): string => lineText(start === 0 ? text : `…${text.slice(start)}`);
  return { before: part(before), after: part(after) };
}

function lineOf(value: JsonValue): string {
  return lineText(JSON.stringify(value));
}

function startOfDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return Math.max(0, at - CONTEXT_CHARACTERS);
}
