import { connect, type Socket } from 'node:net';
import { createParser } from 'eventsource-parser';
import { routes } from '../src/shared/api.ts';

/** What this process is told to do, by its parent over IPC. */
export type Job =
  /** Posts one body over and over, one post at a time on each connection. */
  | { readonly kind: 'post'; readonly port: number; readonly connections: number; readonly body: string; readonly posts: number }
  /** Reads the log behind a position, or from its start, and only counts, or also parses. */
  | { readonly kind: 'replay'; readonly port: number; readonly events: number; readonly parses: boolean; readonly after?: string }
  /** Posts a body at a pace, and measures how late it is on each of some streams. */
  | {
      readonly kind: 'pace';
      readonly port: number;
      readonly body: string;
      readonly everyMs: number;
      readonly ms: number;
      readonly readers: number;
    };

export type JobResult = { readonly seconds: number; readonly latencies: readonly number[] };

/** In the body of a paced post: gives way to the time at which it is sent. */
export const STAMP = '"STAMP"';

const LINE_BREAK = 0x0a;

/** The client side of the bench, in a process of its own and on bare sockets: it must cost less than the hub that it measures. */
async function main(): Promise<void> {
  const job = await new Promise<Job>((resolve) => process.once('message', (message) => resolve(message as Job)));
  const result = job.kind === 'post' ? await post(job) : job.kind === 'replay' ? await replay(job) : await pace(job);
  process.send?.(result, undefined, undefined, () => process.disconnect());
}

type JobOf<Kind extends Job['kind']> = Extract<Job, { readonly kind: Kind }>;

async function post({ port, connections, body, posts }: JobOf<'post'>): Promise<JobResult> {
  const request = postRequest(body);
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const latencies: number[] = [];
  let left = posts;
  const work = async (socket: Socket) => {
    while (left-- > 0) {
      const sentAt = performance.now();
      socket.write(request);
      await answered(socket);
      latencies.push(performance.now() - sentAt);
    }
    socket.destroy();
  };
  const startedAt = performance.now();
  await Promise.all(sockets.map(work));
  return { seconds: (performance.now() - startedAt) / 1000, latencies };
}

function postRequest(body: string): string {
  const head = `POST ${routes.webhook} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json`;
  return `${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Waits for one whole answer, whose bytes may come in pieces. */
function answered(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const onData = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const [head = '', body] = text.split('\r\n\r\n');
      if (body === undefined || body.length < Number(/content-length: (\d+)/i.exec(head)?.[1])) return;
      socket.off('data', onData);
      if (head.startsWith('HTTP/1.1 200')) resolve();
      else reject(new Error(text));
    };
    socket.on('data', onData);
  });
}

async function replay({ port, events, parses, after = 'earliest' }: JobOf<'replay'>): Promise<JobResult> {
  const startedAt = performance.now();
  const socket = await openEvents(port, `?last_event_id=${encodeURIComponent(after)}`);
  const { promise, resolve } = Promise.withResolvers<void>();
  const count = parses ? countByParser() : countByBlocks();
  // "connected" is a message too.
  socket.on('data', (chunk: Buffer) => void (count(chunk) > events && resolve()));
  await promise;
  socket.destroy();
  return { seconds: (performance.now() - startedAt) / 1000, latencies: [] };
}

function countByParser(): (chunk: Buffer) => number {
  const decoder = new TextDecoder();
  let count = 0;
  const parser = createParser({ onEvent: () => void count++ });
  return (chunk) => {
    parser.feed(decoder.decode(chunk, { stream: true }));
    return count;
  };
}

/** Blocks end with an empty line, and nothing else is one. */
function countByBlocks(): (chunk: Buffer) => number {
  let count = 0;
  let endsLine = false;
  return (chunk) => {
    if (endsLine && chunk[0] === LINE_BREAK) count++;
    for (let at = chunk.indexOf('\n\n'); at >= 0; at = chunk.indexOf('\n\n', at + 2)) count++;
    endsLine = chunk.at(-1) === LINE_BREAK && chunk.at(-2) !== LINE_BREAK;
    return count;
  };
}

async function pace({ port, body, everyMs, ms, readers }: JobOf<'pace'>): Promise<JobResult> {
  const latencies: number[] = [];
  const streams = await Promise.all(Array.from({ length: readers }, () => openEvents(port, '')));
  for (const stream of streams) stream.on('data', collectLatencies(latencies));
  const socket = await open(port);
  const startedAt = performance.now();
  let posts = 0;
  for (let now = startedAt; now < startedAt + ms; now = performance.now()) {
    const dueIn = startedAt + posts++ * everyMs - now;
    if (dueIn > 0) await new Promise((resolve) => setTimeout(resolve, dueIn));
    socket.write(postRequest(body.replaceAll(STAMP, String(performance.now()))));
    await answered(socket);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  for (const open of [socket, ...streams]) open.destroy();
  return { seconds, latencies };
}

function collectLatencies(latencies: number[]): (chunk: Buffer) => void {
  let rest = '';
  return (chunk) => {
    const now = performance.now();
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, sentAt] = /"sentAt":([\d.]+)/.exec(line) ?? [];
      if (sentAt !== undefined) latencies.push(now - Number(sentAt));
    }
  };
}

/** HTTP/1.0, so that the stream comes without chunk marks. */
async function openEvents(port: number, query: string): Promise<Socket> {
  const socket = await open(port);
  socket.write(`GET ${routes.events}${query} HTTP/1.0\r\nHost: localhost\r\n\r\n`);
  return socket;
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.on('error', reject);
  });
}

if (process.send) await main();
