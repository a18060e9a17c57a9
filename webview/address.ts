import { visibleText } from '../src/shared/visibleText.ts';
import type { SplitText } from './text.ts';

/** The address of a target without what goes without saying: `localhost:5173/api/webhook/receive`. */
export function addressText(url: string): string {
  const { main, rest } = addressParts(url);
  return main + rest;
}

/** The same in two pieces: `localhost:5173` and `/api/webhook/receive`. */
export function addressParts(url: string): SplitText {
  const text = visibleText(url.replace(/^http:\/\//, ''));
  const main = /^(https:\/\/)?[^/]*/.exec(text)?.[0] ?? text;
  return { main, rest: text.slice(main.length) };
}

/** By their URLs: `localhost:5173`; with the path where several have the same host. */
export function shortAddresses(urls: readonly string[]): ReadonlyMap<string, string> {
  const byHost = Map.groupBy(new Set(urls), hostOf);
  return new Map([...byHost].flatMap(([host, all]) => all.map((url) => [url, all.length > 1 ? addressText(url) : visibleText(host)])));
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
