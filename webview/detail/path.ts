import { quoted } from '../text.ts';

/** One member or item on the way to a value. */
export type Step = { readonly key: string; readonly isIndex: boolean };

const PLAIN_NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** The way to a value as JavaScript writes it: `data.items[0]["odd key"]`. */
export function scriptPath(steps: readonly Step[]): string {
  return steps.map(({ key, isIndex }, index) => (isIndex ? `[${key}]` : memberText(key, index === 0))).join('');
}

function memberText(key: string, isFirst: boolean): string {
  const text = quoted(key);
  if (!PLAIN_NAME.test(key) || text !== `"${key}"`) return `[${text}]`;
  return isFirst ? key : `.${key}`;
}
