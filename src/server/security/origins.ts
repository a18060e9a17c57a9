import { isLoopbackName } from '../../shared/hostNames.ts';

/** A name has 253 characters at most. What is longer was made by hand, and would be carried on into logs and questions. */
const LONGEST_ORIGIN = 300;

/** Whether pages of this origin may talk to the hub: loopback pages on any port, and configured origins. */
export function isAllowedOrigin(origin: string, allowedOrigins: readonly string[]): boolean {
  if (allowedOrigins.includes(origin)) return true;
  if (origin.length > LONGEST_ORIGIN) return false;
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  // Browsers send exactly the serialised origin; whatever differs from it was made by hand.
  return isWeb && url.origin === origin && isLoopbackName(url.hostname);
}
