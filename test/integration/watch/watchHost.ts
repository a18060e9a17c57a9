import { createInterface } from 'node:readline';
import { createFileWatcher } from '../../../src/server/watch/fileWatcher.ts';
import { createLogger } from '../../../src/shared/logger.ts';
import { inotifyWatches, request } from './watcherKit.ts';

/**
 * A process of its own around a watcher, for limits that the kernel sets for processes and users.
 * With a number as its parameter it goes on as that user. Each line of input is a JSON list of folders to watch; each line of output is a JSON object.
 */
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

const [, , uid] = process.argv;
// Only now: another user may not read the folder that all this was loaded from.
if (uid !== undefined) process.setuid?.(Number(uid));

const watcher = createFileWatcher({
  publish: ({ data }) => say({ change: `${data.change} ${data.file}` }),
  onProblems: (problems) => say({ problems }),
  logger: createLogger((level, line) => say({ level, line })),
});

for await (const line of createInterface(process.stdin)) {
  await watcher.watch((JSON.parse(line) as string[]).map((path) => request(path)));
  say({ watching: line, inotifyWatches: inotifyWatches() });
}
await watcher.dispose();
