import { writeWords } from './output.ts';
import { progressLine, type Reached } from './progressLine.ts';

/** What is shown on stderr while something takes its time. Only a terminal has a line that can be drawn anew. */
export type Progress = {
  readonly show: (reached: Reached) => void;
  /** Words beside it. */
  readonly say: (words: string) => void;
  /** Takes the line away. */
  readonly end: () => void;
};

const REDRAW_MS = 100;
/** Some terminals do not say how wide they are. */
const NARROW_COLUMNS = 80;
const CLEAR = '\r\u001b[K';

export function createProgress(): Progress {
  const { stderr, env } = process;
  if (!stderr.isTTY || env.TERM === 'dumb') return { show() {}, say: writeWords, end() {} };
  const startedAt = performance.now();
  let drawnAt = Number.NEGATIVE_INFINITY;
  let isDrawn = false;
  const clear = () => {
    if (isDrawn) stderr.write(CLEAR);
    isDrawn = false;
  };
  return {
    show(reached) {
      const now = performance.now();
      if (now - drawnAt < REDRAW_MS) return;
      drawnAt = now;
      isDrawn = true;
      // A terminal may be made narrower at any time. Some break a line that fills its last column.
      stderr.write(`${CLEAR}${progressLine(reached, now - startedAt, (stderr.columns || NARROW_COLUMNS) - 1)}`);
    },
    say(words) {
      clear();
      writeWords(words);
    },
    end: clear,
  };
}
