import { limits } from '../../src/shared/api.ts';
import { isReservedType } from '../../src/shared/events.ts';
import { isJsonObject } from '../../src/shared/json.ts';
import { isNestedDeeper, parseExactJson } from '../../src/shared/jsonText.ts';
import type { DraftText } from '../../src/shared/panel.ts';
import { visibleLines } from '../../src/shared/visibleText.ts';
import { prettyText } from '../detail/rawText.ts';
import { t } from '../l10n.ts';
import type { EventRow } from '../row.ts';
import { jsonProblem } from './jsonProblem.ts';

/** What composed events are signed with unless the person says otherwise: so they can be told from those of the own programs. */
const COMPOSED_SOURCE = 'panel';

/** What is in the composer when it opens, and id or time of the event that it was made of; null for a new event. */
export type ComposerSeed = { readonly draft: DraftText; readonly of: string | null };

/** Drafts that are kept, each of another event. */
const MOST_DRAFTS = 10;

export type DraftField = 'type' | 'source' | 'data';
export type DraftProblem = {
  readonly field: DraftField;
  readonly message: string;
  /** Where in the data. */
  readonly at?: number;
};

/** A draft as it goes out, or why it does not. */
export type CheckedDraft =
  | { readonly ok: true; readonly draft: DraftText }
  | { readonly ok: false; readonly problems: readonly DraftProblem[] };

export const emptyDraft: DraftText = { type: '', data: '{\n  \n}', source: COMPOSED_SOURCE };

/** The data over several lines, as people edit it, with nothing in it that acts on a screen. Numbers keep all their digits. */
export function formatData(text: string): string {
  return visibleLines(prettyText(text));
}

/** What the composer opens with: what was left in it when that was made of the same event, else the new draft. */
export function seedFor(row: EventRow | null, draft: DraftText, drafts: readonly ComposerSeed[]): ComposerSeed {
  const of = row && (row.event.id ?? row.event.timestamp);
  return drafts.find((kept) => kept.of === of) ?? { draft, of };
}

/** The drafts with one more, the newest last, in place of the one of the same event. */
export function withDraft(drafts: readonly ComposerSeed[], seed: ComposerSeed): readonly ComposerSeed[] {
  return [...drafts.filter(({ of }) => of !== seed.of), seed].slice(-MOST_DRAFTS);
}

export function indented(draft: DraftText): DraftText {
  return { ...draft, data: formatData(draft.data) };
}

/** Holds a draft against the contract of the hub. What is right goes out in its shortest form, with all digits of its numbers. */
export function checkDraft({ type, source, data }: DraftText): CheckedDraft {
  const read = readData(data);
  const signed = source?.trim() ? source : null;
  const problems = [typeProblem(type), sourceProblem(signed), 'problem' in read ? read.problem : null].filter(
    (problem) => problem !== null,
  );
  if (problems.length > 0 || 'problem' in read) return { ok: false, problems };
  const draft = { type, source: signed, data: read.text };
  return isTooLarge(draft)
    ? { ok: false, problems: [{ field: 'data', message: t('The event is larger than 1 MiB.') }] }
    : { ok: true, draft };
}

function typeProblem(type: string): DraftProblem | null {
  const message = typeMessage(type);
  return message === null ? null : { field: 'type', message };
}

function typeMessage(type: string): string | null {
  if (type.trim() === '') return t('An event needs a type, as in agent.created.');
  if ([...type].length > limits.typeCharacters) return t('A type has at most {0} characters.', limits.typeCharacters);
  if (/\p{Cc}/u.test(type) || !type.isWellFormed()) return t('Control characters are not allowed in a type.');
  return isReservedType(type) ? t('This type is reserved: use another name than "connected" and "stream.…".') : null;
}

function sourceProblem(source: string | null): DraftProblem | null {
  if (source === null || (source.length <= limits.sourceCharacters && source.isWellFormed())) return null;
  return { field: 'source', message: t('A source has at most {0} characters.', limits.sourceCharacters) };
}

function readData(text: string): { readonly text: string } | { readonly problem: DraftProblem } {
  if (isNestedDeeper(text, limits.jsonDepth)) return dataProblem(t('The data is nested deeper than {0} levels.', limits.jsonDepth));
  try {
    const value = parseExactJson(text);
    return isJsonObject(value) ? { text: JSON.stringify(value) } : dataProblem(t('The data is an object, as in {"name": "Ada"}.'));
  } catch {
    const problem = jsonProblem(text);
    if (!problem) return dataProblem(t('This is not JSON.'));
    return dataProblem(t('Line {0}, column {1}: {2}.', problem.line, problem.column, problem.message), problem.at);
  }
}

function dataProblem(message: string, at?: number): { readonly problem: DraftProblem } {
  return { problem: { field: 'data', message, ...(at !== undefined && { at }) } };
}

/** As the request will be. */
function isTooLarge({ type, data, source }: DraftText): boolean {
  const rest = JSON.stringify({ event_type: type, source });
  return new TextEncoder().encode(`${rest},"data":${data}`).length > limits.eventBytes;
}
