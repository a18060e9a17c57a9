import type { IncomingMessage } from 'node:http';
import { limits } from '../shared/api.ts';
import { DevSyncError } from '../shared/errors.ts';
import { findExactNumbers, isNestedDeeper, parseExactJson } from '../shared/jsonText.ts';
import { pathOf } from './requestHead.ts';

/** A parsed body: one JSON value, or the lines of an NDJSON batch. */
export type ParsedBody = {
  readonly value: unknown;
  /** Size as it arrived. */
  readonly bytes: number;
};

/** Which field of an event is too deep is told up to here. Deeper text is not parsed: 8 MiB of brackets would take half a second and 400 MB. */
const PARSED_LEVELS = 1000;
const LINES = 'application/x-ndjson';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Judges the sender of a body: by its headers before it is read, and by its bytes before anything is made of them. */
export type BodyGuard = {
  readonly checkHeaders: (request: IncomingMessage) => void;
  readonly checkBytes: (request: IncomingMessage, bytes: Buffer) => void;
};

export type BodyOptions = {
  readonly mediaTypes: readonly string[];
  /** A full line for a terminal that posts to this path rightly. */
  readonly example: (path: string) => string;
  /** Whether the body may be missing, whatever the content type says; its value is `{}` then. */
  readonly isOptional?: boolean;
  readonly guard?: BodyGuard;
};

/** What it can refuse without the body it throws at once: whatever follows in the same packet may be no request, and would be answered first. */
export type BodyReader = (request: IncomingMessage) => Promise<ParsedBody>;

/** Reads bodies of these media types. The order of the refusals is part of the contract: sender, length, type, encoding, syntax. */
export function readBody({ mediaTypes, example, isOptional = false, guard }: BodyOptions): BodyReader {
  const hint = (request: IncomingMessage) => `Send it like this: ${example(pathOf(request))}`;
  const mostBytes = mediaTypes.includes(LINES) ? limits.batchBytes : limits.eventBytes;
  const checkHeaders = (request: IncomingMessage, type: string | undefined) => {
    guard?.checkHeaders(request);
    if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw new DevSyncError('body-too-large');
    if (isOptional && !hasBody(request)) return;
    if (!mediaTypes.includes(mediaType(type))) {
      throw new DevSyncError('unsupported-media-type', { message: describeMediaType(type), next: hint(request) });
    }
    const encoding = request.headers['content-encoding'] || 'identity';
    if (hasBody(request) && encoding.toLowerCase() !== 'identity') throw new DevSyncError('unsupported-encoding');
  };
  const understand = (request: IncomingMessage, type: string | undefined, bytes: Buffer): ParsedBody => {
    guard?.checkBytes(request, bytes);
    if (bytes.length === 0 && !isOptional) throw new DevSyncError('malformed-json', { message: 'The body is empty.', next: hint(request) });
    const parseBytes = mediaType(type) === LINES ? parseLines : parseJson;
    return { value: bytes.length === 0 ? {} : parseBytes(bytes), bytes: bytes.length };
  };
  return (request) => {
    const type = request.headers['content-type'];
    checkHeaders(request, type);
    if (!hasBody(request)) return Promise.resolve(understand(request, type, Buffer.alloc(0)));
    return readBytes(request, mostBytes).then((bytes) => understand(request, type, bytes));
  };
}

/** Too many are read to their end and forgotten: an answer in the middle of them would be lost in a reset of the connection. */
function readBytes(request: IncomingMessage, mostBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= mostBytes) chunks.push(chunk);
    });
    request.on('end', () => {
      if (length > mostBytes) reject(new DevSyncError('body-too-large'));
      else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    });
    // 'close' follows.
    request.on('error', () => {});
    request.on('close', () => {
      if (!request.complete) reject(new DevSyncError('malformed-request', { message: 'The connection ended before the body did.' }));
    });
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function describeMediaType(contentType: string | undefined): string {
  return contentType === undefined
    ? 'The Content-Type header is missing.'
    : `The content type of the body is ${JSON.stringify(contentType)}, not JSON.`;
}

function mediaType(contentType: string | undefined): string {
  return (contentType?.split(';', 1)[0] ?? '').trim().toLowerCase();
}

function parseJson(bytes: Buffer): unknown {
  // What is no batch is too large, whatever it says: nothing is made of it.
  if (bytes.length > limits.eventBytes && !isArray(bytes))
    throw new DevSyncError('body-too-large', { message: 'The event is larger than 1 MiB.' });
  return createParser()(decode(bytes));
}

function isArray(bytes: Buffer): boolean {
  return bytes.find((byte) => !whiteSpace.has(byte)) === OPENING_BRACKET;
}

/** Space, tab, line feed, carriage return, and the three of a byte order mark. */
const whiteSpace: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);
const OPENING_BRACKET = 0x5b;

/** One more than may be there is enough to know that there are too many. */
function parseLines(bytes: Buffer): unknown[] {
  const parse = createParser();
  const values: unknown[] = [];
  for (const line of linesOf(decode(bytes))) {
    if (values.length > limits.batchEvents) break;
    if (line.trim() !== '') values.push(parse(line, `[${values.length}]`));
  }
  return values;
}

/** As they are asked for: eight million empty ones would stall the hub. */
function* linesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    yield text.slice(from, to);
    from = to + 1;
  }
}

/** Parses the texts of one body. */
function createParser(): (text: string, path?: string) => unknown {
  let exactNumbers = 0;
  return (text, path) => {
    const at = path === undefined ? {} : { path };
    if (isNestedDeeper(text, PARSED_LEVELS)) throw new DevSyncError('json-too-deep', at);
    const numbers = findExactNumbers(text, limits.exactNumbers);
    exactNumbers += numbers.length;
    if (exactNumbers > limits.exactNumbers) throw new DevSyncError('too-many-long-numbers', at);
    try {
      return parseExactJson(text, numbers);
    } catch (cause) {
      throw new DevSyncError('malformed-json', { message: `The body is not valid JSON: ${(cause as SyntaxError).message}.`, cause, ...at });
    }
  };
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new DevSyncError('malformed-json', { message: 'The body is not UTF-8.', next: 'Send the text in UTF-8.', cause });
  }
}
