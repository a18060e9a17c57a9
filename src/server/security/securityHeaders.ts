/**
 * On every answer, refusals of the parser included. No answer of the hub is a page, and none may be framed, embedded or kept; a page
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
