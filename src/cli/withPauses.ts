/**
 * What comes from a source, and undefined whenever nothing has come for so long: who collects can hand on what there is by then. It ends
 * quietly when the source breaks because `signal` fired. Whoever stops early closes the source.
 */
export async function* withPauses<T>(source: AsyncIterable<T>, pauseMs: number, signal: AbortSignal): AsyncGenerator<T | undefined> {
  const reader = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = reader.next();
      if (!(await isSettledWithin(next, pauseMs))) yield undefined;
      const { value, done } = await next;
      if (done) return;
      yield value;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function isSettledWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise: isLate, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, ms, false);
  const isSettled = promise.then(
    () => true,
    () => true,
  );
  const answer = await Promise.race([isSettled, isLate]);
  clearTimeout(timer);
  return answer;
}
