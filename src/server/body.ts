import express, { type Request, type RequestHandler } from 'express';
import { limits } from '../shared/api.ts';
import { DevSyncError } from '../shared/errors.ts';

/** A parsed body: one JSON value, or the lines of an NDJSON batch. */
export type ParsedBody = {
  readonly value: unknown;
  /** Size as it arrived. */
  readonly bytes: number;
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

export type BodyOptions = {
  readonly mediaTypes: readonly string[];
  /** A full line for a terminal that posts to this path rightly. */
  readonly example: (path: string) => string;
  /** Whether the body may be missing, whatever the content type says; its value is `{}` then. */
  readonly isOptional?: boolean;
};

/** Reads bodies of these media types. The order of the refusals is part of the contract: length, type, encoding, syntax. */
export function readBody({ mediaTypes, example, isOptional = false }: BodyOptions): readonly RequestHandler[] {
  const hint = (request: Request) => `Send it like this: ${example(request.baseUrl + request.path)}`;
  const checkHeaders: RequestHandler = (request, _response, next) => {
    if (Number(request.get('Content-Length') ?? 0) > limits.batchBytes) throw new DevSyncError('body-too-large');
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
    if (bytes.length === 0 && !isOptional) throw new DevSyncError('malformed-json', { message: 'The body is empty.', next: hint(request) });
    const isLines = mediaType(request.get('Content-Type')) === 'application/x-ndjson';
    const parseBytes = isLines ? parseLines : parseJson;
    response.locals.body = { value: bytes.length === 0 ? {} : parseBytes(bytes), bytes: bytes.length } satisfies ParsedBody;
    next();
  };
  return [checkHeaders, express.raw({ type: () => true, inflate: false, limit: limits.batchBytes }), parse];
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
  return parseText(decode(bytes), undefined);
}

function parseLines(bytes: Buffer): unknown[] {
  return decode(bytes)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line, index) => parseText(line, `[${index}]`));
}

function parseText(text: string, path: string | undefined): unknown {
  try {
    return MAY_HAVE_LARGE_INTEGER.test(text) ? parseExactly(text) : JSON.parse(text);
  } catch (cause) {
    throw new DevSyncError('malformed-json', {
      message: `The body is not valid JSON: ${(cause as SyntaxError).message}.`,
      cause,
      ...(path !== undefined && { path }),
    });
  }
}

/** From 16 digits on an integer may be none that JavaScript can hold: ids of databases are often so large. */
const MAY_HAVE_LARGE_INTEGER = /\d{16}/;

/** Built into Node since version 21; the library's types do not know it yet. */
type ExactJson = {
  parse(text: string, revive: (key: string, value: unknown, context: { readonly source?: string }) => unknown): unknown;
  rawJSON(source: string): unknown;
};

/** Keeps the digits of integers that a number cannot hold; `JSON.stringify` writes them as they came. */
function parseExactly(text: string): unknown {
  const exact = JSON as unknown as ExactJson;
  return exact.parse(text, (_, value, { source }) =>
    typeof value === 'number' && source !== undefined && /^-?\d+$/.test(source) && !Number.isSafeInteger(value)
      ? exact.rawJSON(source)
      : value,
  );
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new DevSyncError('malformed-json', { message: 'The body is not UTF-8.', cause });
  }
}
