/**
 * On every answer, refusals of the parser included. None may be framed, embedded or kept, and none but the dashboard is a page; a page
 * that the gate allows reads them by CORS, which these leave alone. Streams replace `Cache-Control` by their own.
 * Who opens the hub's address in a browser may still try its lines in the console there: they may connect to the hub, and to nobody else.
 */
export const securityHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Frame-Options': 'DENY',
} as const;

/** In place of the policy above, on the page itself: it loads what the hub has for it and connects to the hub, and nothing runs that is in it. */
export const dashboardPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Beside the policy: a page that opens the dashboard gets no handle of its window, by which it could send it elsewhere or watch its frames. */
export const dashboardHeaders = { 'Cross-Origin-Opener-Policy': 'same-origin' } as const;
