import { type AttackClass, bytesOf, EVENT, LOCALHOST, postEvent } from './attack.ts';

const JSON_TYPE = 'Content-Type: application/json';
/** Were the end of a request not clear, this would be the next one. */
const hidden = postEvent();

function posted(framing: readonly string[], body: string): string {
  return bytesOf('POST /dev/webhook HTTP/1.1', [LOCALHOST, JSON_TYPE, ...framing], body);
}

const chunked = 'Transfer-Encoding: chunked';
const wholeChunk = `${EVENT.length.toString(16)}\r\n${EVENT}\r\n`;

/** Two readers who differ about where this ends would read the rest as a request that nobody checked. */
const ambiguous: readonly (readonly [name: string, bytes: string])[] = [
  ['length and chunks', posted(['Content-Length: 5', chunked], `0\r\n\r\n${hidden}`)],
  ['chunks and length', posted([chunked, `Content-Length: ${hidden.length + 5}`], `0\r\n\r\n${hidden}`)],
  ['two lengths', posted([`Content-Length: ${EVENT.length}`, 'Content-Length: 5'], EVENT + hidden)],
  ['two equal lengths', posted([`Content-Length: ${EVENT.length}`, `Content-Length: ${EVENT.length}`], EVENT)],
  ['two lengths in one header', posted([`Content-Length: ${EVENT.length}, ${EVENT.length}`], EVENT)],
  ['a negative length', posted(['Content-Length: -1'], hidden)],
  ['a length with a sign', posted([`Content-Length: +${EVENT.length}`], EVENT)],
  ['a length in hexadecimal', posted([`Content-Length: 0x${EVENT.length.toString(16)}`], EVENT)],
  ['a length of 20 digits', posted([`Content-Length: ${'9'.repeat(20)}`], EVENT)],
  ['a length of nothing', posted(['Content-Length:'], EVENT)],
  ['a space before the colon of Transfer-Encoding', posted(['Transfer-Encoding : chunked'], `0\r\n\r\n${hidden}`)],
  ['a length, and chunks behind a line feed alone', posted([`Content-Length: ${EVENT.length}\nTransfer-Encoding: chunked`], EVENT)],
  ['xchunked', posted(['Transfer-Encoding: xchunked'], wholeChunk)],
  ['chunked, identity', posted(['Transfer-Encoding: chunked, identity'], `${wholeChunk}0\r\n\r\n`)],
  ['gzip as transfer encoding', posted(['Transfer-Encoding: gzip'], '')],
  ['a chunk without a size', posted([chunked], `xyz\r\n${hidden}`)],
  ['a chunk of negative size', posted([chunked], `-1\r\n${hidden}`)],
  ['a chunk size of 0x', posted([chunked], `0x${wholeChunk}0\r\n\r\n`)],
  ['a chunk size beyond 64 bits', posted([chunked], `1${'0'.repeat(16)}\r\n${EVENT}\r\n0\r\n\r\n`)],
  ['a chunk that is longer than its size', posted([chunked], `5\r\n${EVENT}\r\n0\r\n\r\n`)],
  ['chunk sizes that end in a line feed alone', posted([chunked], `${wholeChunk.replaceAll('\r\n', '\n')}0\n\n`)],
  ['an extension with a line feed', posted([chunked], `${EVENT.length.toString(16)};a\nb\r\n${EVENT}\r\n0\r\n\r\n`)],
  ['a broken trailer', posted([chunked], `${wholeChunk}0\r\nOrigin : http://evil.com\r\n\r\n`)],
];

export const smuggling: AttackClass = {
  title: 'Request smuggling',
  attacks: ambiguous.map(([name, send]) => ({ name, guard: 'parser', send, outcome: { refused: [400, 'malformed-request'] } })),
};
