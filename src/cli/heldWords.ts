import { writeWords } from './output.ts';

export type HeldWords = {
  say(words: string): void;
  /** Says what was held, and from now on everything at once. */
  release(): void;
};

/** Words that wait until it is known whether they matter. */
export function holdWords(): HeldWords {
  const held: string[] = [];
  let say = (words: string): void => void held.push(words);
  return {
    say: (words) => say(words),
    release() {
      say = writeWords;
      for (const words of held.splice(0)) say(words);
    },
  };
}
