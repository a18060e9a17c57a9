import { durationText } from '../client/eventFiles/schedule.ts';
import { blocks } from './blocks.ts';
import { countText, eventsText } from './countText.ts';

/** How far something is that counts events. */
export type Reached = {
  readonly count: number;
  /** From 0 to 1; undefined when nobody knows how much there is. */
  readonly share: number | undefined;
};

/** Cells of a bar where there is room. */
const WIDEST = 40;
/** Narrower ones tell nothing. */
const NARROWEST = 8;
/** A guess from less time than this is none. */
const GUESS_AFTER_MS = 1000;

/** One line of a terminal, never wider than that: what there is no room for is left out, the last first. */
export function progressLine({ count, share }: Reached, elapsedMs: number, columns: number): string {
  const words = [
    ...(share === undefined ? [] : [`${Math.floor(share * 100)}%`.padStart(4)]),
    eventsText(count),
    ...(elapsedMs < GUESS_AFTER_MS ? [] : guesses({ count, share }, elapsedMs)),
  ];
  while (words.length > 1 && words.join('  ').length > columns) words.pop();
  const text = words.join('  ').slice(0, columns);
  const cells = Math.min(WIDEST, columns - text.length - 3);
  return share === undefined || cells < NARROWEST ? text : `▕${blocks(Math.floor(share * cells * 8)).padEnd(cells)}▏ ${text}`;
}

function guesses({ count, share }: Reached, elapsedMs: number): string[] {
  const rate = `${countText(Math.round((count * 1000) / elapsedMs))}/s`;
  return share ? [rate, `${durationText((elapsedMs * (1 - share)) / share)} left`] : [rate];
}
