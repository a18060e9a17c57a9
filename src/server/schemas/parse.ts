import type * as z from 'zod';
import { DevSyncError, type ErrorCode } from '../../shared/errors.ts';

/** How a value that does not fit is refused. */
export type Refusal = {
  readonly code: ErrorCode;
  /** Path of the value itself, as `[3]` in a batch. */
  readonly at?: string;
  /** The step that mends it, where the one of the code is too general. */
  readonly next?: string;
};

/**
 * Checks a value against a schema.
 *
 * @throws DevSyncError with the path of the first field that is wrong
 */
export function parse<T>(schema: z.ZodType<T>, value: unknown, { code, at = '', next }: Refusal): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue ? formatPath([...issue.path, ...unknownKey(issue)], at) : at;
  const message = issue?.code === 'unrecognized_keys' ? 'This field is not known.' : `${issue?.message ?? 'It is wrong'}.`;
  throw new DevSyncError(code, {
    ...(next !== undefined && { next }),
    ...(path ? { message: `"${path}": ${message}`, path } : { message }),
  });
}

function unknownKey(issue: z.core.$ZodIssue): readonly PropertyKey[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
}

function formatPath(path: readonly PropertyKey[], at: string): string {
  return path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text ? '.' : ''}${String(key)}`), at);
}
