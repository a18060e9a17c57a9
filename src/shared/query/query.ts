import type { HubEvent } from '../events.ts';

/** What of an event a query looks at. */
export type Searchable = Pick<HubEvent, 'id' | 'type' | 'source' | 'timestamp' | 'data'>;

/** How the numbers of the data were read: with all their digits (see `parseExactJson`), or as JavaScript rounds them. */
export type Numbers = 'exact' | 'rounded';

/** What free text is searched in: see `searchTextOf`. */
export type TextOf = (event: Searchable) => string;

export type QueryProblem = {
  /** What is wrong, and what would be right. */
  readonly message: string;
  readonly next: string;
  /** Where in the text, as offsets of its characters. */
  readonly from: number;
  readonly to: number;
};

export type Query = {
  /** As it was written. */
  readonly text: string;
  /** Whether it lets everything through. */
  readonly isEmpty: boolean;
  /** @param textOf `searchTextOf`, for callers that keep its answers */
  matches(event: Searchable, textOf?: TextOf): boolean;
  /** The same in steps, of which none costs more than to look through the event once: for those who must not hold up others. */
  steps(event: Searchable, textOf?: TextOf): Steps;
  /** Words before a colon that are no fields: their terms are searched as text. For "did you mean". */
  readonly unknownFields: readonly string[];
  /** The JSON of every event that it lets through has all of these once it is folded (see `foldCase`): for a look before parsing. */
  readonly needles: readonly string[];
};

/** Returns the answer at its end. */
export type Steps = Generator<undefined, boolean, undefined>;

export type ParsedQuery = { readonly ok: true; readonly query: Query } | { readonly ok: false; readonly problem: QueryProblem };
