import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { limits } from '../../../src/shared/api.ts';
import { type AttackClass, bytesOf, EVENT, get, LOCALHOST, post, postEvent } from './attack.ts';

const MIB = 1024 * 1024;
const JSON_TYPE = 'Content-Type: application/json';
const NDJSON_TYPE = 'Content-Type: application/x-ndjson';

/** What is 1,000 times as large when it is unpacked. */
const compressions: readonly (readonly [encoding: string, pack: (bytes: Buffer) => Buffer])[] = [
  ['gzip', gzipSync],
  ['GZIP', gzipSync],
  ['gzip, gzip', (bytes) => gzipSync(gzipSync(bytes))],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ['zstd', (bytes) => bytes.subarray(0, 100)],
];

function packed(encoding: string, pack: (bytes: Buffer) => Buffer): Buffer {
  const body = pack(Buffer.from(EVENT.padEnd(8 * MIB)));
  const headers = [LOCALHOST, JSON_TYPE, `Content-Encoding: ${encoding}`, `Content-Length: ${body.length}`];
  return Buffer.concat([Buffer.from(bytesOf('POST /dev/webhook HTTP/1.1', headers)), body]);
}

function chunked(bytes: number): string {
  const chunk = `${MIB.toString(16)}\r\n${'['.padEnd(MIB)}\r\n`;
  return bytesOf(
    'POST /dev/webhook HTTP/1.1',
    [LOCALHOST, JSON_TYPE, 'Transfer-Encoding: chunked'],
    `${chunk.repeat(Math.ceil(bytes / MIB))}0\r\n\r\n`,
  );
}

export const sizes: AttackClass = {
  title: 'Sizes and bombs',
  attacks: [
    {
      name: '17 KiB of headers',
      guard: 'headerSize',
      send: () => postEvent(`X-A: ${'a'.repeat(17 * 1024)}`),
      outcome: { refused: [431, 'header-too-large'] },
    },
    {
      name: '1 MiB of headers',
      guard: 'headerSize',
      send: () => postEvent(`X-A: ${'a'.repeat(MIB)}`),
      outcome: { refused: [431, 'header-too-large'] },
    },
    {
      name: '20 KiB of small headers, and the Origin behind them',
      guard: 'headerSize',
      send: () => postEvent(...Array<string>(500).fill(`a: ${'b'.repeat(40)}`), 'Origin: http://evil.com'),
      outcome: { refused: [431, 'header-too-large'] },
    },
    {
      name: '17 KiB of path',
      guard: 'headerSize',
      send: () => get(`/${'a'.repeat(17 * 1024)}`),
      outcome: { refused: [431, 'header-too-large'] },
    },
    {
      name: 'an announced length of 9 MB, and nothing of it',
      guard: 'bodySize',
      send: bytesOf('POST /dev/webhook HTTP/1.1', [LOCALHOST, JSON_TYPE, 'Content-Length: 9000000']),
      outcome: { refused: [413, 'body-too-large'] },
    },
    {
      name: '9 MiB in chunks, announced nowhere',
      guard: 'bodySize',
      send: () => chunked(limits.batchBytes + MIB),
      outcome: { refused: [413, 'body-too-large'] },
    },
    {
      name: 'one event of 2 MiB',
      guard: 'eventSize',
      send: () => post('/dev/webhook', EVENT.padEnd(2 * MIB)),
      outcome: { refused: [413, 'body-too-large'] },
    },
    {
      name: 'one event of 2 MiB in a batch',
      guard: 'eventSize',
      send: () => post('/dev/webhook', `[${EVENT},{"event_type":"attack","data":{"x":"${'x'.repeat(2 * MIB)}"}}]`),
      outcome: { refused: [413, 'body-too-large', '[1]'] },
    },
    {
      name: '10,001 events in a batch',
      guard: 'batchSize',
      send: () => post('/dev/webhook', `[${Array(limits.batchEvents + 1).fill(EVENT)}]`),
      outcome: { refused: [413, 'too-many-events'] },
    },
    {
      name: '10,001 events in lines',
      guard: 'batchSize',
      send: () => post('/dev/webhook', `${EVENT}\n`.repeat(limits.batchEvents + 1), NDJSON_TYPE),
      outcome: { refused: [413, 'too-many-events'] },
    },
    ...compressions.map(([encoding, pack]) => ({
      name: `8 MiB packed as ${encoding}`,
      guard: 'encoding' as const,
      send: () => packed(encoding, pack),
      outcome: { refused: [415, 'unsupported-encoding'] as const },
    })),
    {
      name: 'a type of 201 characters',
      guard: 'eventShape',
      send: post('/dev/webhook', `{"event_type":"${'x'.repeat(limits.typeCharacters + 1)}"}`),
      outcome: { refused: [422, 'invalid-event', 'event_type'] },
    },
    {
      name: 'a source of 61 characters',
      guard: 'eventShape',
      send: post('/dev/webhook', `{"event_type":"attack","source":"${'x'.repeat(limits.sourceCharacters + 1)}"}`),
      outcome: { refused: [422, 'invalid-event', 'source'] },
    },
  ],
};
