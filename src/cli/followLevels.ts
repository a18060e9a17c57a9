import { createHubClient } from '../client/hubClient.ts';
import { LevelFeed } from '../client/levelFeed.ts';
import { type MeterFrame, STALE_LEVEL_MS } from '../shared/listening.ts';
import { type AddressOptions, findAddress } from './findAddress.ts';
import { levelBar } from './levelBar.ts';
import { DEFAULT_COLUMNS, writeDataInTurn } from './output.ts';

/** On a terminal the line is drawn anew so often. */
const REDRAW_MS = 50;
/** Lines in a file or a pipe are further apart. */
const LINE_MS = 1000;
const OVERWRITE = '\r\u001b[K';

/** `dev-sync listen status --follow`: the level of the microphone until Ctrl-C, also over a restart of the hub. */
export async function followLevels({ json: asJson = false, ...options }: AddressOptions & { readonly json?: boolean }): Promise<void> {
  const address = await findAddress(options);
  // A hub that is not there, or that refuses, says so; from then on it may come and go.
  await createHubClient(address).listening();
  const feed = new LevelFeed({ logger: { debug() {} } });
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
  const print = async (text: string) => void ((await writeDataInTurn(text)) || end());
  const stop = asJson ? printFrames(feed, print) : drawLevels(feed, print);
  feed.listenTo(address);
  await ended;
  stop();
  feed.dispose();
}

type Print = (text: string) => Promise<void>;

function printFrames(feed: LevelFeed, print: Print): () => void {
  feed.onDidReceive((frames) => void print(frames.map((frame) => `${JSON.stringify(frame)}\n`).join('')));
  return () => {};
}

function drawLevels(feed: LevelFeed, print: Print): () => void {
  const isTerminal = process.stdout.isTTY;
  let newest: MeterFrame | undefined;
  let seenAt = Number.NEGATIVE_INFINITY;
  feed.onDidReceive((frames) => {
    newest = frames.at(-1);
    seenAt = performance.now();
  });
  const draw = () => {
    const isPresent = newest && performance.now() - seenAt < STALE_LEVEL_MS;
    const line = isPresent && newest ? levelBar(newest, process.stdout.columns || DEFAULT_COLUMNS) : 'No sound arrives.';
    void print(isTerminal ? `${OVERWRITE}${line}` : `${line}\n`);
  };
  const timer = setInterval(draw, isTerminal ? REDRAW_MS : LINE_MS);
  return () => {
    clearInterval(timer);
    if (isTerminal) process.stdout.write('\n');
  };
}
