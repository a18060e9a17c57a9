import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { within } from './until.ts';

export type RawAnswer = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
};

/**
 * Writes bytes to the port as they are and reads the first answer; undefined when the connection closes without one.
 *
 * @param endsAfter whether to say that nothing more will come
 */
export async function sendRaw(port: number, bytes: string | Buffer, { endsAfter = false } = {}): Promise<RawAnswer | undefined> {
  const socket = await openSocket(port);
  const chunks: Buffer[] = [];
  const isHead = bytes.toString('latin1').startsWith('HEAD ');
  const answered = new Promise<RawAnswer | undefined>((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      try {
        const answer = parseAnswer(Buffer.concat(chunks), isHead);
        if (answer) resolve(answer);
      } catch (error) {
        reject(error);
      }
    });
    socket.on('close', () => resolve(undefined));
  });
  socket.write(bytes);
  if (endsAfter) socket.end();
  try {
    return await within(answered, `an answer to ${JSON.stringify(bytes.toString('latin1').slice(0, 80))}`);
  } finally {
    socket.destroy();
  }
}

/** A connection; errors on it are left to the one who reads. */
export async function openSocket(port: number, host = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host });
  await once(socket, 'connect');
  return socket.on('error', () => {});
}

/**
 * Reads a final HTTP/1.1 answer, or undefined while it is not complete. Of a stream it reads the head.
 *
 * @throws Error when the bytes are no HTTP answer
 */
export function parseAnswer(bytes: Buffer, isHead = false): RawAnswer | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const [, digits] = /^HTTP\/1\.1 (\d{3}) [ -~]*$/.exec(first) ?? [];
  if (digits === undefined) throw new Error(`Not an HTTP answer: ${JSON.stringify(first)}`);
  const status = Number(digits);
  const body = bytes.subarray(end + 4);
  if (status < 200) return parseAnswer(body, isHead);
  const headers = new Map(lines.map(parseHeader));
  const hasNoEnd = headers.get('content-type')?.startsWith('text/event-stream');
  const length = isHead || status === 204 || hasNoEnd ? 0 : Number(headers.get('content-length') ?? Number.NaN);
  if (Number.isNaN(length)) throw new Error(`An answer without a length: ${first}`);
  return body.length < length ? undefined : { status, headers, text: body.subarray(0, length).toString() };
}

function parseHeader(line: string): [name: string, value: string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+): ?([^\r\n]*)$/.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`Not a header: ${JSON.stringify(line)}`);
  return [name.toLowerCase(), value];
}
