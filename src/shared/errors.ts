/** One failure as it travels over HTTP, IPC and the panel bridge. */
export type ErrorInfo = {
  /** kebab-case, stable; programs compare this. */
  readonly code: ErrorCode;
  /** What failed and why. */
  readonly message: string;
  /** What to do now. */
  readonly next: string;
  /** The field that is wrong, as in `data.audioLevel` or `[3].event_type`. */
  readonly path?: string;
};

export type ErrorBody = { readonly success: false; readonly error: ErrorInfo };

/** The catalogue: code → HTTP status, sentence, next step. Details of the single case replace the sentence. */
export const errorCatalogue = {
  'host-not-allowed': [
    403,
    'This host name is not allowed.',
    'Use http://localhost, or add the name to devSync.security.allowedHosts (--allow-host).',
  ],
  'host-malformed': [
    400,
    'The Host header is missing, doubled or malformed.',
    'Send exactly one Host header, as in "Host: localhost:4848".',
  ],
  'origin-not-allowed': [
    403,
    'Pages of this origin may not talk to the hub.',
    'Open the page at http://localhost:…, or add its origin to devSync.security.allowedOrigins (--allow-origin).',
  ],
  'origin-null': [
    403,
    'The page has no origin of its own (a file or a sandbox).',
    'Open the page through a dev server, so that it has an address like http://localhost:3000.',
  ],
  'cross-site': [403, 'A page of another site made this request.', 'Post from a page on localhost, or from a program.'],
  'service-worker': [403, 'The hub does not serve service workers.', 'Register service workers from your own dev server.'],
  'not-found': [404, 'There is no such route.', 'Post events to /dev/webhook, follow them at /dev/events.'],
  'method-not-allowed': [405, 'This route does not take that method.', 'Use one of the methods in the Allow header.'],
  'token-required': [
    401,
    'This needs the token of the hub.',
    'Send "Authorization: Bearer $DEV_SYNC_TOKEN": new terminals of VS Code have it, else `dev-sync token` prints it. An EventSource takes "?token=".',
  ],
  'body-too-large': [413, 'The body is too large.', 'Send at most 1 MiB for one event and 8 MiB for a batch.'],
  'too-many-events': [413, 'The batch has too many events.', 'Send at most 10,000 events in one request.'],
  'unsupported-media-type': [415, 'The content type of the body is not JSON.', 'Send "Content-Type: application/json".'],
  'unsupported-encoding': [415, 'Compressed bodies are not accepted.', 'Send the body without Content-Encoding.'],
  'malformed-request': [400, 'The request could not be read.', 'Send a complete HTTP/1.1 request.'],
  'malformed-json': [400, 'The body is not valid JSON.', 'Check quotes and commas; on Windows shells escape the inner quotes.'],
  'json-too-deep': [422, 'The JSON is nested too deep.', 'Send at most 64 levels of arrays and objects.'],
  'too-many-long-numbers': [
    422,
    'The body has too many numbers that JavaScript would change, such as integers of 17 digits.',
    'Send at most 100,000 of them in one request, or send them as text.',
  ],
  'invalid-event': [422, 'The event has the wrong shape.', 'Send {"event_type": "my.event", "data": {…}}.'],
  'invalid-watch': [422, 'The watch request has the wrong shape.', 'Send {"window", "folders": [{"name", "path"}], "include", "exclude"}.'],
  'invalid-query': [422, 'A query parameter has the wrong shape.', 'Correct the parameter that `path` names.'],
  'reserved-type': [422, 'This event type is reserved for the stream itself.', 'Use another name than "connected" and "stream.…".'],
  'empty-batch': [422, 'The batch has no events.', 'Send at least one event.'],
  'idempotency-key-reused': [
    422,
    'This Idempotency-Key came with other events before, so these are not published.',
    'Use a new key for every new request; a repeat must be the same in every field.',
  ],
  'signature-required': [
    401,
    'Posts to this hub must be signed.',
    'Sign them as Standard Webhooks does (webhook-id, webhook-timestamp, webhook-signature), or send the token of the hub.',
  ],
  'signature-invalid': [
    401,
    'The signature of the post does not fit.',
    'Sign the body as it is sent, with the secret of the hub and the present time.',
  ],
  'unknown-delivery': [404, 'There is no such delivery.', 'Read /dev/deliveries to get those that are known.'],
  'delivery-settled': [409, 'This delivery is over, so it cannot be discarded.', 'Discard what failed or is pending.'],
  'target-invalid': [422, 'A webhook target cannot be used.', 'Correct it in devSync.webhooks.targets (--webhook-target).'],
  'target-not-allowed': [
    403,
    'A webhook target is on another machine.',
    'Add its host name to devSync.webhooks.allowedHosts (--webhook-allow-host) if events may leave this machine.',
  ],
  'target-is-hub': [422, 'A webhook target is the hub itself.', 'Give the address of the program that shall receive the events.'],
  'secret-missing': [
    422,
    'The secret of a webhook is not there.',
    'Run "Dev Sync: Set Webhook Secret", or give it in a file (--webhook-secret-file, --incoming-secret-file).',
  ],
  'secret-invalid': [
    422,
    'The secret of a webhook has the wrong form.',
    'Give it as whsec_ and the Base64 of 24 to 64 bytes, as Standard Webhooks does.',
  ],
  'unknown-id': [404, 'The log has no event with this id.', 'Read /dev/history without a cursor to get the ids that are kept.'],
  'too-many-posts': [
    429,
    'A page posts too much.',
    'Post less often, or several events in one request; a render loop is a common cause (devSync.limits.perOriginPerSecond).',
  ],
  'too-many-streams': [503, 'The hub has no room for another stream.', 'Close streams that are not needed; a browser tab needs one.'],
  'request-timeout': [408, 'The request did not arrive in time.', 'Send the whole request at once.'],
  'header-too-large': [431, 'The headers are too large.', 'Send at most 16 KiB of headers.'],
  'shutting-down': [503, 'The hub is shutting down.', 'Try again when it is back.'],
  'internal-error': [500, 'The hub failed to handle this request.', 'Look into the log of Dev Sync and report it.'],
  'port-in-use': [409, 'The port is taken by another program.', 'Stop that program or choose another port (devSync.port, --port).'],
  'bind-failed': [500, 'The hub could not open its port.', 'Choose another address or port (devSync.host, devSync.port).'],
  'watch-limit-reached': [
    500,
    'The system has no file watches left, so file saves are not reported.',
    'Run: echo fs.inotify.max_user_watches=524288 | sudo tee /etc/sysctl.d/60-dev-sync.conf && sudo sysctl --system',
  ],
  'watch-failed': [500, 'A folder cannot be watched, so its file saves are not reported.', 'Look into the log of Dev Sync for the cause.'],
  'invalid-window': [
    422,
    'What a window says about itself has the wrong shape.',
    'Send {"window", "focused", "permissions", "externalUrl"}.',
  ],
  'unknown-window': [404, 'No window with this id is attached.', 'Open /dev/events?client=window&window=<id> with the token first.'],
  'invalid-listen': [
    422,
    'The request to listen has the wrong shape.',
    'Send no body at all, or {"deviceId": "<id of /api/listen/devices>"}.',
  ],
  'mic-denied': [
    403,
    'The microphone was not allowed.',
    'Allow it in VS Code when it asks, or start it there ("Dev Sync: Start Listening"); anybody may follow the levels.',
  ],
  'mic-asked-before': [
    429,
    'A person was asked a moment ago.',
    'Ask again after the time in Retry-After, or choose "Always Allow Here" in VS Code the next time.',
  ],
  'mic-question-open': [
    429,
    'VS Code asks about another page or program at this moment.',
    'Answer that question in VS Code, then ask again.',
  ],
  'unknown-question': [404, 'There is no such question about the microphone.', 'Ask again from the page or program.'],
  'invalid-consent': [422, 'The answer about the microphone has the wrong shape.', 'Send {"window", "question", "verdict"}.'],
  'no-microphone': [503, 'No microphone was found.', 'Connect one to the machine that runs the hub.'],
  'microphone-not-found': [
    503,
    'The chosen microphone is not connected.',
    'Connect it, or choose another one ("Dev Sync: Select Microphone", or "deviceId" from /api/listen/devices).',
  ],
  'microphone-failed': [
    503,
    'The microphone could not be opened.',
    'Close programs that hold it, allow it in the privacy settings of the system, or choose another one.',
  ],
  'listening-stopped': [409, 'Listening was stopped before the microphone was open.', 'Start it again.'],
  'microphone-lost': [503, 'The microphone delivers no sound any more.', 'Listening goes on by itself as soon as it is back.'],
  'microphone-silent': [
    503,
    'The microphone delivers digital silence: it is muted or not permitted.',
    'Unmute it, and allow VS Code (or the terminal) the microphone in the privacy settings of the system.',
  ],
  'no-audio-backend': [
    503,
    'Nothing that can capture sound is installed here.',
    'Install a recorder: `parec` (package pulseaudio-utils) or `arecord` (alsa-utils) on Linux, `ffmpeg` elsewhere. For a test tone in its place set devSync.audio.backend (--audio-backend) to "tone".',
  ],
  'log-in-use': [
    503,
    'Another hub has the event log open, so this one keeps its events in memory.',
    'Stop the other hub and restart this one, or give it a folder of its own (--data-dir).',
  ],
  'log-damaged': [
    500,
    'The file of the event log is damaged, so events are kept in memory for now.',
    'Restart the hub to begin a new log. The damaged file is kept beside it.',
  ],
  'log-failed': [
    500,
    'The event log cannot be written, so events are kept in memory for now.',
    'Free space on the disk or make the folder writable, then restart the hub.',
  ],
  'log-unavailable': [
    500,
    'This Node has no SQLite, so events are kept in memory only.',
    'Use VS Code 1.103 or later, or Node 22.13 or later for `dev-sync serve`.',
  ],
  'invalid-event-file': [
    422,
    'The file has no events that can be published.',
    'Give one event a line (NDJSON), or a JSON array of events: {"event_type": "my.event", "data": {…}}.',
  ],
  'file-failed': [500, 'A file could not be read or written.', 'Look whether it may be opened and whether the disk has room.'],
  'no-folder': [409, 'No folder is open here that files could go into.', 'Open the folder of your project first.'],
  'restricted-mode': [
    403,
    'This workspace is in Restricted Mode, so nothing is written into it.',
    'Trust it first ("Workspaces: Manage Workspace Trust").',
  ],
  'hub-unreachable': [503, 'The hub does not answer.', 'Start it with "Dev Sync: Start" or `dev-sync serve`.'],
  'hub-not-proven': [
    502,
    'A program on this port answers, but it is not your hub.',
    'Stop that program or choose another port; it was not sent the token.',
  ],
  'hub-of-terminal': [
    409,
    'This hub was started in a terminal, so its token is not replaced here.',
    'Stop `dev-sync serve` there and start it again: without --token-file it has a new token.',
  ],
  'hub-start-failed': [500, 'The hub did not start.', 'Look into the log of Dev Sync for the cause.'],
  'hub-crashing': [
    500,
    'The hub stopped several times in a short while.',
    'Look into the log of Dev Sync for the cause, then start it again.',
  ],
} as const satisfies Readonly<Record<string, readonly [status: number, message: string, next: string]>>;

export type ErrorCode = keyof typeof errorCatalogue;

type ErrorDetails = Partial<Pick<ErrorInfo, 'message' | 'next' | 'path'>> & { readonly retryAfterS?: number; readonly cause?: unknown };

/** A failure with a code, a sentence and a next step. Everything that a user can see fails with this. */
export class DevSyncError extends Error {
  override readonly name = 'DevSyncError';
  readonly code: ErrorCode;
  readonly next: string;
  readonly path: string | undefined;
  /** Seconds after which the same request may be let in, for `Retry-After`. */
  readonly retryAfterS: number | undefined;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    const [, message, next] = errorCatalogue[code];
    super(details.message ?? message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.next = details.next ?? next;
    this.path = details.path;
    this.retryAfterS = details.retryAfterS;
  }

  get status(): number {
    return errorCatalogue[this.code][0];
  }

  toInfo(): ErrorInfo {
    const { code, message, next, path } = this;
    return path === undefined ? { code, message, next } : { code, message, next, path };
  }
}

/** Any thrown value as a DevSyncError; what we did not foresee becomes `internal-error` with its cause kept. */
export function toDevSyncError(error: unknown): DevSyncError {
  return error instanceof DevSyncError ? error : new DevSyncError('internal-error', { cause: error });
}

/** Any thrown value as it travels. */
export function toErrorInfo(error: unknown): ErrorInfo {
  return toDevSyncError(error).toInfo();
}

/** Rebuilds an error that arrived as data; answers undefined when the value is no error of ours. */
export function fromErrorInfo(value: unknown): DevSyncError | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { code, message, next, path } = value as Record<string, unknown>;
  if (typeof code !== 'string' || !Object.hasOwn(errorCatalogue, code)) return undefined;
  return new DevSyncError(code as ErrorCode, {
    ...(typeof message === 'string' && { message }),
    ...(typeof next === 'string' && { next }),
    ...(typeof path === 'string' && { path }),
  });
}
