import express, { type Request, type RequestHandler } from 'express';
import { limits } from '../shared/api.ts';
import { DevSyncError } from '../shared/errors.ts';
import { parseExactJson } from '../shared/jsonText.ts';

/** A parsed body: one JSON value, or the lines of an NDJSON batch. */
export type ParsedBody = {
  readonly value: unknown;
  /** Size as it arrived. */
  readonly bytes: number;
};

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
  const checkHeaders: RequestHandler = (request, _response, next) => {
    guard?.checkHeaders(request);
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
    guard?.checkBytes(request, bytes);
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
    return parseExactJson(text);
  } catch (cause) {
    throw new DevSyncError('malformed-json', {
      message: `The body is not valid JSON: ${(cause as SyntaxError).message}.`,
      cause,
      ...(path !== undefined && { path }),
    });
  }
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new DevSyncError('malformed-json', { message: 'The body is not UTF-8.', cause });
  }
}
