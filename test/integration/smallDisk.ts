import { rm, writeFile } from 'node:fs/promises';
import { openLog } from '../../src/server/log/openLog.ts';
import type { SequenceLog } from '../../src/server/log/sequenceLog.ts';
import { createLogger } from '../../src/shared/logger.ts';
import { unbounded } from '../support/logs.ts';

/**
 * A process of its own with a log on a disk that gets full, for limits that the kernel sets for disks and processes. Its arguments are
 * the folder of the log, and a file that takes up room in the meantime or nothing; its output is one JSON object for each opening.
 */
const [dataDir = '', ballast = ''] = process.argv.slice(2);
const BATCH = 10;

async function open(): Promise<SequenceLog> {
  return openLog({ dataDir, retention: unbounded, now: () => new Date(), logger: createLogger(() => {}) });
}

/** Appends until the log has been in memory for a while, and says what became of it. */
async function fill(): Promise<void> {
  const log = await open();
  const found = await idsIn(log);
  const failures: string[] = [];
  log.onDidFail(({ code }) => failures.push(code));
  let heard = 0;
  log.onDidAppend((records) => {
    heard += records.length;
  });
  const [durable, others]: [string[], string[]] = [[], []];
  while (others.length < 20 * BATCH && durable.length < 1000 * BATCH) {
    const draft = { type: 'a', source: null, data: { text: 'x'.repeat(2000) }, timestamp: new Date().toISOString() };
    const records = await log.append(Array.from({ length: BATCH }, () => draft));
    (log.isPersistent ? durable : others).push(...records.map(({ id }) => id));
  }
  say({ found, durable, others, heard, failures, kept: await idsIn(log), log: log.health() });
  await log.dispose();
}

async function look(): Promise<void> {
  const log = await open();
  const found = await idsIn(log);
  const timestamp = new Date().toISOString();
  await log.append([{ type: 'after', source: null, data: {}, timestamp }]);
  say({ found, log: log.health() });
  await log.dispose();
}

async function idsIn(log: SequenceLog): Promise<string[]> {
  return (await log.readAfter(log.start(), Number.POSITIVE_INFINITY)).map(({ id }) => id);
}

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

if (ballast !== '') await writeFile(ballast, Buffer.alloc(512 * 1024));
await fill();
if (ballast !== '') {
  await fill();
  await rm(ballast);
  await look();
}
