import assert from 'node:assert/strict';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { type ErrorInfo, fromErrorInfo } from '../../src/shared/errors.ts';
import { isJsonObject, type JsonObject } from '../../src/shared/json.ts';

export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
};

export type RequestParts = {
  readonly method?: string;
  /** Host and everything else go out exactly as given. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** 127.0.0.1 when absent. */
  readonly address?: string;
};

/** One request on a connection of its own, without the headers that fetch adds. */
export function ask(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body, address = '127.0.0.1' }: RequestParts = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const all = { Host: `localhost:${port}`, ...(body !== undefined && { 'Content-Length': `${Buffer.byteLength(body)}` }), ...headers };
    const request = httpRequest({ host: address, port, path, method, headers: all, agent: false, setHost: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() });
      });
    });
    request.on('error', reject).end(body);
  });
}

export function jsonOf(answer: Pick<Answer, 'text'>): JsonObject {
  const value: unknown = JSON.parse(answer.text);
  assert.ok(isJsonObject(value), `Not a JSON object: ${answer.text}`);
  return value;
}

/** The whole body of an answer that must be a success. */
export function okJson(answer: Answer): JsonObject {
  assert.equal(answer.status, 200, answer.text);
  assert.match(String(answer.headers['content-type']), /^application\/json/);
  return jsonOf(answer);
}

/** A refusal with every part that the contract promises, and nothing else. */
export function assertRefused(answer: Pick<Answer, 'status' | 'text'>, status: number, code: string, path?: string): ErrorInfo {
  const error = errorOf(answer);
  assert.deepEqual({ status: answer.status, code: error.code, path: error.path }, { status, code, path }, answer.text);
  return error;
}

/** The error of an answer in the shape that every refusal has. */
export function errorOf(answer: Pick<Answer, 'text'>): ErrorInfo {
  const { error, ...rest } = jsonOf(answer);
  assert.deepEqual(rest, { success: false });
  const info = fromErrorInfo(error)?.toInfo();
  assert.ok(info, `The code is not in the catalogue: ${answer.text}`);
  assert.deepEqual(error, info, 'code, message and next, and a path only where there is one');
  for (const text of [info.message, info.next, info.path ?? 'none']) assert.notEqual(text, '');
  return info;
}
