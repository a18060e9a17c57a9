/** A comment block: ignored by every parser, keeps proxies and half-dead connections honest. */
export const heartbeatFrame = ': heartbeat\n\n';

/** How long a client waits before it reconnects. A field, not a block: it goes in front of the first message. */
export function retryField(milliseconds: number): string {
  return `retry: ${milliseconds}\n`;
}

/** A block without data: it moves the client's `Last-Event-ID` and dispatches nothing. */
export function positionFrame(position: string): string {
  return `id: ${checkedId(position)}\n\n`;
}

/**
 * One message without an `event:` field, so that `onmessage` receives it.
 *
 * @param json what `JSON.stringify` answered. It escapes CR, LF and NUL inside strings, so the data is always one line;
 * U+2028, BOM and emoji mean nothing to SSE and pass as they are.
 * @throws RangeError when the text has a line break, which would cut the message.
 */
export function messageFrame(json: string, id?: string | null): string {
  if (/[\r\n]/.test(json)) throw new RangeError('The data of an SSE message must be one line');
  return id == null ? `data: ${json}\n\n` : `id: ${checkedId(id)}\ndata: ${json}\n\n`;
}

/**
 * @throws RangeError when the id could inject fields (line breaks), would be ignored by clients (NUL) or is empty.
 */
function checkedId(id: string): string {
  if (!/^[!-~]+$/.test(id)) throw new RangeError('An SSE id must be printable ASCII without spaces');
  return id;
}
