import type { Comparator, Operand } from './comparison.ts';
import type { Glob } from './glob.ts';

/** What one word of a query asks of an event. */
export type Condition =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly field: 'type' | 'source' | 'id'; readonly globs: readonly Glob[] }
  | { readonly kind: 'value'; readonly path: readonly string[]; readonly globs: readonly Glob[] }
  | {
      readonly kind: 'comparison';
      readonly path: readonly string[];
      readonly comparator: Comparator;
      readonly operands: readonly Operand[];
    }
  | { readonly kind: 'time'; readonly field: 'after' | 'before'; readonly at: number };

export type Term = { readonly isNegated: boolean; readonly condition: Condition };
