import { looksLikeSecret } from '../../shared/webhookSecret.ts';

/** Tells whether a value that somebody wrote into the settings has the right shape. */
export type Check<T> = (value: unknown) => value is T;

export const isBoolean: Check<boolean> = (value) => typeof value === 'boolean';
export const isText: Check<string> = (value): value is string => typeof value === 'string' && value !== '';
export const isAnyText: Check<string> = (value) => typeof value === 'string';
/** May be empty. A secret that is typed where its name belongs would stand in settings and in files. */
export const isSecretName: Check<string> = (value): value is string => isAnyText(value) && !looksLikeSecret(value);
export const isTextList: Check<readonly string[]> = (value) => Array.isArray(value) && value.every((item) => typeof item === 'string');

export const isNumberWithin =
  (low: number, high: number): Check<number> =>
  (value): value is number =>
    typeof value === 'number' && value >= low && value <= high;

export const isWithin =
  (low: number, high: number): Check<number> =>
  (value): value is number =>
    isNumberWithin(low, high)(value) && Number.isInteger(value);

export const isOneOf =
  <T extends string>(choices: readonly T[]): Check<T> =>
  (value): value is T =>
    choices.some((choice) => choice === value);
