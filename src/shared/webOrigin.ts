import { limits } from './api.ts';

/** Whether this is the origin of a page of the web, as browsers write it. A longer one than DNS allows was made by hand. */
export function isWebOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  return isWeb && `${url.protocol}//${url.host}` === text && text.length <= limits.originCharacters;
}
