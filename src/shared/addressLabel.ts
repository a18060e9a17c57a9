import { isLoopbackName } from './hostNames.ts';

/**
 * What of an address may be shown. Services on the internet put their secrets into paths too, and of a text that is no address nothing can
 * be told apart.
 */
export function labelOf(text: string): string {
  if (!URL.canParse(text)) return '(not a URL)';
  const { protocol, host, hostname, pathname } = new URL(text);
  if (host === '') return `${protocol}…`;
  return isLoopbackName(hostname) || pathname === '/' ? `${protocol}//${host}${pathname}` : `${protocol}//${host}/…`;
}
