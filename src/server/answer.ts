import type { IncomingMessage, ServerResponse } from 'node:http';
import { DevSyncError, type ErrorBody, toDevSyncError } from '../shared/errors.ts';
import { toJsonLine } from '../shared/jsonText.ts';
import type { LogFields, Logger } from '../shared/logger.ts';
import type { BurstLog } from './burstLog.ts';
import { pathOf } from './requestHead.ts';

/** Answers in JSON. Answers quote what strangers sent, and curl prints them: control characters are escaped. */
export function answerJson(response: ServerResponse, body: object): void {
  const text = toJsonLine(body);
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(text);
}

export type AnswerError = (error: unknown, request: IncomingMessage, response: ServerResponse) => void;

/** Answers what was thrown while a request was handled. */
export function createAnswerError({
  logger,
  refusals,
}: {
  readonly logger: Logger;
  readonly refusals: Pick<BurstLog, 'note'>;
}): AnswerError {
  return (error, request, response) => {
    const failure = toOwnError(error);
    if (failure.code === 'internal-error') logger.error('A request failed', { path: pathOf(request), cause: failure.cause });
    else refusals.note(() => logger.info('Refused a request', fieldsOf(request, failure)));
    if (response.headersSent) return void response.destroy();
    if (failure.retryAfterS !== undefined) response.setHeader('Retry-After', String(failure.retryAfterS));
    response.statusCode = failure.status;
    answerJson(response, { success: false, error: failure.toInfo() } satisfies ErrorBody);
  };
}

function toOwnError(error: unknown): DevSyncError {
  if (error instanceof DevSyncError) return error;
  // The router of Express cannot decode a path such as /dev/history/%ff.
  const { status } = (error ?? {}) as { status?: unknown };
  return status === 400 ? new DevSyncError('malformed-request', { cause: error }) : toDevSyncError(error);
}

/** A developer whose page posts wrongly finds it in the log. */
function fieldsOf(request: IncomingMessage, { code, message }: DevSyncError): LogFields {
  return { method: request.method, path: pathOf(request), code, message, origin: request.headers.origin };
}
