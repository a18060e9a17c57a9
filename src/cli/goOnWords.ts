import type { PublishedSoFar } from '../client/eventFiles/publishFailure.ts';
import { countText } from './countText.ts';
import { UsageMistake } from './usageMistake.ts';

/** How to publish the rest of a file, when the first `skip` events of it were left out. */
export function goOnWords({ published, perhaps }: PublishedSoFar, skip: number): string {
  const from = skip + published;
  if (perhaps > 0) {
    const rest = from === 0 ? 'begin again' : `with --skip ${from}`;
    return `If "dev-sync history --limit 1" shows the last of them, go on with --skip ${from + perhaps}, else ${rest}.`;
  }
  return from === 0 ? 'Then begin again.' : `Then go on with --skip ${from}.`;
}

/** For a file that has fewer events than are to be left out. As many are no mistake: whoever goes on may be done. */
export function skipsTooMany(skip: number, events: number): UsageMistake {
  return new UsageMistake('invalid-event-file', {
    message: `--skip ${skip} leaves out more events than there are: ${countText(events)}. Nothing is published.`,
    next: 'Look whether it is the right file, and the right number.',
  });
}
