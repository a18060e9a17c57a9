import express, { type Request, type RequestHandler } from 'express';
import { limits } from '../shared/api.ts';
import { DevSyncError } from '../shared/errors.ts';
import { findExactNumbers, isNestedDeeper, parseExactJson } from '../shared/jsonText.ts';

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
  readonly checkHeaders: (request: Request) => void;
  readonly checkBytes: (request: Request, bytes: Buffer) => void;
};

export type BodyOptions = {
  readonly mediaTypes: readonly string[];
  /** A full line for a terminal that posts to this path rightly. */
  readonly example: (path: string) => string;
  /** Whether the body may be missing, whatever the content type says; its value is `{}` then. */
  readonly isOptional?: boolean;
  readonly guard?: BodyGuard;
};

/** Reads bodies of these media types. The order of the refusals is part of the contract: sender, length, type, encoding, syntax. */
export function readBody({ mediaTypes, example, isOptional = false, guard }: BodyOptions): readonly RequestHandler[] {
  const hint = (request: Request) => `Send it like this: ${example(request.baseUrl + request.path)}`;
  const mostBytes = mediaTypes.includes(LINES) ? limits.batchBytes : limits.eventBytes;
  const checkHeaders: RequestHandler = (request, _response, next) => {
    guard?.checkHeaders(request);
    if (Number(request.get('Content-Length') ?? 0) > mostBytes) throw new DevSyncError('body-too-large');
    if (isOptional && !hasBody(request)) return next();
    if (!mediaTypes.includes(mediaType(request.get('Content-Type')))) {
      throw new DevSyncError('unsupported-media-type', {
        message: describeMediaType(request.get('Content-Type')),
        next: hint(request),
      });
    }
    next();
  };
  const parse: RequestHandler = (request, response, next) => {
    const bytes: Buffer = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    guard?.checkBytes(request, bytes);
    if (bytes.length === 0 && !isOptional) throw new DevSyncError('malformed-json', { message: 'The body is empty.', next: hint(request) });
    const parseBytes = mediaType(request.get('Content-Type')) === LINES ? parseLines : parseJson;
    response.locals.body = { value: bytes.length === 0 ? {} : parseBytes(bytes), bytes: bytes.length } satisfies ParsedBody;
    next();
  };
  return [checkHeaders, express.raw({ type: () => true, inflate: false, limit: mostBytes }), parse];
}

function hasBody(request: Request): boolean {
  return request.get('Transfer-Encoding') !== undefined || Number(request.get('Content-Length') ?? 0) > 0;
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
