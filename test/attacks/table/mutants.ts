import type { Guard } from './guards.ts';

/** A guard taken away, or weakened as somebody might in good faith. The text is in the file exactly once. */
export type Mutant = {
  /** Below src. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
};

const gate = (step: string): Mutant => ({ file: 'server/security/gate.ts', find: `\n  ${step},`, replace: '' });

/** For each guard, changes of which every attack that it stops must notice at least one. */
export const mutants: Readonly<Record<Guard, readonly [Mutant, ...Mutant[]]>> = {
  host: [
    gate('requireHost'),
    { file: 'shared/hostNames.ts', find: '/^([a-z0-9_-]+\\.)+localhost$/.test(name)', replace: "name.includes('localhost')" },
    { file: 'server/security/gate.ts', find: 'hosts.length > 1 ||', replace: '' },
  ],
  origin: [
    gate('requireOrigin'),
    { file: 'server/security/origins.ts', find: 'url.origin === origin &&', replace: '' },
    {
      file: 'server/security/gate.ts',
      find: '\n  writeSecurityHeaders,',
      replace: '\n  writeSecurityHeaders, writeCorsHeaders,',
    },
  ],
  site: [gate('requireSameSite')],
  path: [gate('requirePath')],
  serviceWorker: [gate('requireNoServiceWorker')],
  preflight: [
    {
      file: 'server/security/gate.ts',
      find: "'Access-Control-Allow-Methods': 'GET, POST, DELETE',",
      replace: "'Access-Control-Allow-Methods': '*', 'Access-Control-Allow-Credentials': 'true',",
    },
    {
      file: 'server/security/gate.ts',
      find: "'Access-Control-Allow-Headers': ALLOWED_HEADERS",
      replace: "'Access-Control-Allow-Headers': '*'",
    },
  ],
  securityHeaders: [
    {
      file: 'server/security/securityHeaders.ts',
      find: 'export const securityHeaders = {',
      replace: 'export const securityHeaders = {};\nexport const noHeaders = {',
    },
  ],
  parser: [
    { file: 'server/httpPort.ts', find: "server.on('clientError',", replace: "server.on('nothing'," },
    { file: 'server/httpPort.ts', find: 'maxHeaderSize:', replace: 'insecureHTTPParser: true,\nmaxHeaderSize:' },
  ],
  headerSize: [{ file: 'server/httpPort.ts', find: 'maxHeaderSize: limits.headerBytes', replace: 'maxHeaderSize: 16 * 1024 * 1024' }],
  expectation: [{ file: 'server/httpPort.ts', find: "server.on('checkExpectation', handler);", replace: '' }],
  connect: [{ file: 'server/httpPort.ts', find: "server.on('connect',", replace: "server.on('nothing'," }],
  upgrade: [
    {
      file: 'server/httpPort.ts',
      find: "server.on('checkExpectation', handler);",
      replace: `server.on('upgrade', (_request, socket) => void socket.end('HTTP/1.1 101 Switching Protocols\\r\\n\\r\\n'));`,
    },
  ],
  headersTimeout: [{ file: 'server/httpPort.ts', find: 'headersTimeout: bounds.headersTimeoutMs', replace: 'headersTimeout: 0' }],
  requestTimeout: [{ file: 'server/httpPort.ts', find: 'requestTimeout: bounds.requestTimeoutMs', replace: 'requestTimeout: 0' }],
  connectionCap: [{ file: 'server/connectionCap.ts', find: 'server.maxConnections = most;', replace: '' }],
  router: [
    {
      file: 'server/app.ts',
      find: 'if (!gate(request, response)) return;',
      replace: `const wanted = decodeURIComponent(String(request.headers['x-original-url'] ?? request.url)).trim().replace(/\\\\0/g, '').replaceAll('\\\\', '/');
        request.url = process.getBuiltinModule('node:path').posix.normalize(wanted.replace(/;[^/]*/g, '').replaceAll('\\0', '')).replace(/^(\\/api)+(?=\\/dev)/, '');
        if (!gate(request, response)) return;`,
    },
  ],
  errors: [
    {
      file: 'server/answer.ts',
      find: "status === 400 ? new DevSyncError('malformed-request', { cause: error }) : toDevSyncError(error)",
      replace: 'toDevSyncError(error)',
    },
  ],
  refusalLog: [
    {
      file: 'server/answer.ts',
      find: 'return { method: request.method, path: pathOf(request),',
      replace: 'return { method: request.method, path: request.url,',
    },
  ],
  methods: [{ file: 'server/routes/mountRoutes.ts', find: 'mounted.all(', replace: 'mounted.purge(' }],
  access: [
    {
      file: 'server/security/access.ts',
      find: "if (needed === 'token' || (needed === 'page' && pages.isForeign(request))) assertToken(request, token, allowsQueryToken);",
      replace: '',
    },
  ],
  token: [
    {
      file: 'server/security/access.ts',
      find: 'if (hasToken(request, token, allowsQueryToken)) return;',
      replace: 'return;',
    },
    { file: 'server/security/access.ts', find: 'allowsQueryToken ? queryOf(request).token : undefined', replace: 'queryOf(request).token' },
    { file: 'server/security/access.ts', find: '/^Bearer +(\\S+)$/i', replace: '/(\\S+)$/i' },
    {
      file: 'server/security/token.ts',
      find: 'timingSafeEqual(digest(candidate), digest(this.#secret))',
      replace: 'this.#secret.startsWith(candidate)',
    },
  ],
  ownPage: [
    {
      file: 'server/security/pages.ts',
      find: "return site !== undefined && site !== 'same-origin' && site !== 'none';",
      replace: 'return false;',
    },
    {
      file: 'server/security/pages.ts',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is text of a source
      find: 'origin !== `http://${request.headers.host}`',
      replace: "new URL(origin).port !== request.headers.host?.split(':').at(-1)",
    },
  ],
  outside: [
    {
      file: 'server/security/pages.ts',
      find: 'map(({ hostname }) => hostname)',
      replace: "flatMap(({ hostname }) => [hostname, hostname.split('.').slice(1).join('.')])",
    },
  ],
  streamAccess: [
    {
      file: 'server/routes/events.ts',
      find: "if (isEditor || (isForeign && (isPanel || position === 'earliest'))) assertToken(request, token, true);",
      replace: '',
    },
  ],
  streamCap: [
    {
      file: 'server/routes/events.ts',
      find: "if (options.fanout.size + options.levels.size >= limits.streams) throw new DevSyncError('too-many-streams');",
      replace: '',
    },
  ],
  health: [
    { file: 'server/routes/health.ts', find: 'if (requireToken) return { name: all.name, version: all.version };', replace: '' },
    { file: 'server/routes/health.ts', find: '{ path: _path, ...log }', replace: 'log' },
    { file: 'server/routes/health.ts', find: '{ ...log, oldest: null }', replace: 'log' },
  ],
  dashboard: [
    {
      file: 'server/builtFiles.ts',
      find: 'return (await this.#load()).get(name);',
      replace: 'return readFile(join(this.#folder, name)).catch(() => undefined);',
    },
  ],
  client: [{ file: 'server/routes/client.ts', find: 'path: routes.clientExtras', replace: "path: '/dev/client/:file'" }],
  dashboardPolicy: [
    {
      file: 'server/security/securityHeaders.ts',
      find: "default-src 'none'; script-src 'self'; style",
      replace: "script-src 'self' 'unsafe-inline'; style",
    },
    {
      file: 'server/routes/home.ts',
      find: "response.set('Content-Security-Policy', dashboardPolicy)",
      replace: "response.set('Content-Security-Policy', 'script-src *')",
    },
  ],
  postSecrets: [
    { file: 'server/posts/secrets.ts', find: 'isSecretName(name) || readings', replace: 'readings' },
    { file: 'server/posts/secrets.ts', find: 'givesItselfAway(text) || ', replace: '' },
    { file: 'server/posts/secrets.ts', find: ' || token.isIn(text)', replace: '' },
    { file: 'server/posts/sender.ts', find: '.filter((part) => !isSecretPart(part, isSecret))', replace: '' },
  ],
  mediaType: [{ file: 'server/body.ts', find: 'if (!mediaTypes.includes(mediaType(type))) {', replace: 'if (false) {' }],
  bodySize: [
    {
      file: 'server/body.ts',
      find: "if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw new DevSyncError('body-too-large');",
      replace: '',
    },
    { file: 'server/body.ts', find: 'readBytes(request, mostBytes)', replace: 'readBytes(request, Number.POSITIVE_INFINITY)' },
  ],
  encoding: [{ file: 'server/body.ts', find: "if (hasBody(request) && encoding.toLowerCase() !== 'identity')", replace: 'if (false)' }],
  json: [
    {
      file: 'server/body.ts',
      find: 'return parseExactJson(text, numbers);',
      replace: "return (0, eval)('(' + text.replace(/}{.*/, '}') + ')');",
    },
  ],
  exactJson: [
    { file: 'shared/jsonText.ts', find: 'if (numbers.length === 0) return JSON.parse(text);', replace: 'return JSON.parse(text);' },
    {
      file: 'shared/jsonText.ts',
      find: 'if (numbers.length === 0) return JSON.parse(text);',
      replace: `if (/("\\w+":).*[{,]\\1/.test(text)) throw new SyntaxError('A key comes twice');
      return JSON.parse(text, (key, value) => {
        if (key.length > 1000 || key in {} || key === '__proto__') return undefined;
        return typeof value === 'string' ? value.toWellFormed().replaceAll('\\0', '') : value;
      });`,
    },
  ],
  eventSize: [
    {
      file: 'server/body.ts',
      find: 'if (bytes.length > limits.eventBytes && !isArray(bytes))',
      replace: 'if (false)',
    },
    { file: 'server/routes/publish.ts', find: 'void requireEventSize(data, index)', replace: 'void index' },
  ],
  batchSize: [{ file: 'server/routes/publish.ts', find: 'if (items.length > limits.batchEvents) {', replace: 'if (false) {' }],
  eventShape: [
    { file: 'server/schemas/event.ts', find: '[...type].length <= limits.typeCharacters', replace: 'type.length > 0' },
    { file: 'server/schemas/event.ts', find: '.max(limits.sourceCharacters,', replace: '.max(1000,' },
  ],
  parsedDepth: [{ file: 'server/body.ts', find: 'if (isNestedDeeper(text, PARSED_LEVELS))', replace: 'if (false)' }],
  exactNumbers: [{ file: 'server/body.ts', find: 'if (exactNumbers > limits.exactNumbers)', replace: 'if (false)' }],
  depth: [{ file: 'server/schemas/event.ts', find: 'if (isDeeperThan(data, limits.jsonDepth)) {', replace: 'if (false) {' }],
  originLimit: [{ file: 'server/routes/publish.ts', find: 'if (origin !== undefined) originLimit.take(origin);', replace: '' }],
  webhookTarget: [
    { file: 'server/delivery/target.ts', find: 'if (!isHere && !webhooks', replace: 'if (false && !webhooks' },
    {
      file: 'server/delivery/target.ts',
      find: "if (url.protocol !== 'http:' && url.protocol !== 'https:') throw",
      replace: "if (url.protocol === '') throw",
    },
    { file: 'server/delivery/target.ts', find: 'if (!URL.canParse(text)) throw', replace: "if (text === '') throw" },
    { file: 'server/delivery/target.ts', find: 'if (isHere && portOf(url) === port) {', replace: 'if (false) {' },
  ],
  redirect: [
    {
      file: 'server/delivery/sender.ts',
      find: 'const { statusCode: status, headers, body } = await agent.request(this.#requestFor(target, message, deadline.signal));',
      replace: `const { default: { interceptors } } = await import('undici');
      const following = agent.compose(interceptors.redirect({ maxRedirections: 5 }));
      const { statusCode: status, headers, body } = await following.request(this.#requestFor(target, message, deadline.signal));`,
    },
  ],
  consent: [
    { file: 'server/audio/microphoneConsent.ts', find: 'if (windowId !== undefined) return', replace: 'if (true) return' },
    { file: 'server/routes/listen.ts', find: 'await consent.withdraw();', replace: '' },
    { file: 'server/routes/listen.ts', find: 'if (origin === null && pages.isPage(request))', replace: 'if (false)' },
    { file: 'server/routes/listen.ts', find: 'assertToken(request, token, false);', replace: '' },
  ],
};
