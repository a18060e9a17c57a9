import { createRequire } from 'node:module';

/** Prints the path of every event of @parcel/watcher. Parameters: where it is installed, what to watch. */
const [, , packages, folder] = process.argv;
const { subscribe } = createRequire(packages)('@parcel/watcher');

await subscribe(folder, (error, events) => {
  if (error) throw error;
  process.stdout.write(events.map(({ path }) => `${path}\n`).join(''));
});
