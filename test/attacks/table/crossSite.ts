import { type AttackClass, ask, everywhere, FROM_PAGE, get, post, postEvent } from './attack.ts';

const CROSS_SITE = 'Sec-Fetch-Site: cross-site';

/** What a page can send without being asked first, in forms or with `mode: "no-cors"`. */
const simpleTypes = [
  'text/plain',
  'text/plain;charset=UTF-8',
  'text/plain; application/json',
  'text/plain;charset=application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
];

/** What is nearly JSON. A browser sends it only after a preflight; the hub does not take it even so. */
const oddTypes = ['application/jsonx', 'application/json-patch+json', 'text/json', 'application/json, text/plain', 'json', '*/*'];

/** Without an Origin the fetch metadata of the browser tell, and without those the content type, which a simple request cannot have. */
export const crossSite: AttackClass = {
  title: 'Requests across sites (CSRF)',
  attacks: [
    ...everywhere.map(([route, send]) => ({
      name: `Sec-Fetch-Site: cross-site on ${route}`,
      guard: 'site' as const,
      send: send(CROSS_SITE),
      outcome: { refused: [403, 'cross-site'] as const },
    })),
    ...['', 'Same-Origin', 'cross-site, none', 'elsewhere'].map((site) => ({
      name: `Sec-Fetch-Site: ${site || 'nothing'}, as no browser says it`,
      guard: 'site' as const,
      send: get('/dev/history', `Sec-Fetch-Site: ${site}`),
      outcome: { refused: [403, 'cross-site'] as const },
    })),
    ...['image', 'script', 'style', 'iframe', 'object', 'audio', 'empty'].map((dest) => ({
      name: `the history as the ${dest} of a foreign page`,
      guard: 'site' as const,
      send: get('/dev/history', CROSS_SITE, 'Sec-Fetch-Mode: no-cors', `Sec-Fetch-Dest: ${dest}`),
      outcome: { refused: [403, 'cross-site'] as const },
    })),
    {
      name: 'a link of a foreign page to the history',
      guard: 'site',
      send: get('/dev/history', CROSS_SITE, 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document'),
      outcome: { refused: [403, 'cross-site'] },
    },
    {
      name: 'the hub in a frame of a foreign page',
      guard: 'site',
      send: get('/', CROSS_SITE, 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: iframe'),
      outcome: { refused: [403, 'cross-site'] },
    },
    ...simpleTypes.map((type) => ({
      name: `a foreign page posts ${type}`,
      guard: 'origin' as const,
      send: postEvent('Origin: http://evil.com', `Content-Type: ${type}`),
      outcome: { refused: [403, 'origin-not-allowed'] as const },
    })),
    {
      name: 'a foreign page posts application/json, as if no preflight were needed',
      guard: 'origin',
      send: postEvent('Origin: http://evil.com', 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors'),
      outcome: { refused: [403, 'origin-not-allowed'] },
    },
    ...[...simpleTypes, ...oddTypes].map((type) => ({
      name: `a browser that tells nothing posts ${type}`,
      guard: 'mediaType' as const,
      send: postEvent(`Content-Type: ${type}`),
      outcome: { refused: [415, 'unsupported-media-type'] as const },
    })),
    {
      name: 'an honest page posts text/plain, which needs no preflight',
      guard: 'mediaType',
      send: postEvent(FROM_PAGE, 'Content-Type: text/plain'),
      outcome: { refused: [415, 'unsupported-media-type'] },
    },
    {
      name: 'a body without a content type',
      guard: 'mediaType',
      send: postEvent('Content-Type:'),
      outcome: { refused: [415, 'unsupported-media-type'] },
    },
    {
      name: 'text/plain first, application/json second',
      guard: 'mediaType',
      send: postEvent('Content-Type: text/plain', 'Content-Type: application/json'),
      outcome: { refused: [415, 'unsupported-media-type'] },
    },
    {
      name: 'a form of a browser that tells nothing, to /api/webhook/receive',
      guard: 'mediaType',
      send: post('/api/webhook/receive', '{"type":"attack","data":{"x":"="}}', 'Content-Type: text/plain'),
      outcome: { refused: [415, 'unsupported-media-type'] },
    },
    ...everywhere.map(([route, send]) => ({
      name: `a service worker is fetched by ${route}`,
      guard: 'serviceWorker' as const,
      send: send(FROM_PAGE, 'Service-Worker: script'),
      outcome: { refused: [403, 'service-worker'] as const },
    })),
    {
      name: 'a foreign page ends the hub',
      guard: 'origin',
      send: ask('POST', '/dev/shutdown', 'Origin: http://evil.com'),
      outcome: { refused: [403, 'origin-not-allowed'] },
    },
  ],
};
